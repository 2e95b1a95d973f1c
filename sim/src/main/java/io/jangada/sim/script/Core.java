package io.jangada.sim.script;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Output;
import io.jangada.raft.Probes;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Sizes;
import io.jangada.raft.Start;
import io.jangada.raft.Status;
import io.jangada.sim.check.Oracle;
import io.jangada.words.Words;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** One real core and an honest disk, which does nothing by itself. */
final class Core {
    /** Between the first read tokens of two starts. */
    private static final long TOKENS = 1000;

    private final ServerId id;
    private final Members members;
    private final Settings settings;
    private final Oracle oracle;
    private HardState saved = HardState.INITIAL;
    private final Image durable = new Image();
    private final Image log = new Image();
    private final ArrayDeque<HardState> saves = new ArrayDeque<>();
    private final ArrayDeque<Waiting> appends = new ArrayDeque<>();
    private Raft raft;
    private long token = 100;

    private record Waiting(long write, Entries entries, List<Payload> payloads) {}

    /** A log with the bytes of its entries. */
    private static final class Image {
        private final List<Long> terms = new ArrayList<>();
        private final List<Payload> payloads = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();

        /** The first {@code count} entries, or all. */
        void append(Entries entries, List<Payload> bytes, int count) {
            cut((int) entries.first() - 1);
            for (int i = 0; i < Math.min(count, entries.count()); i++) {
                terms.add(entries.term(entries.first() + i));
                sizes.add(entries.size(entries.first() + i));
                payloads.add(bytes.get(i));
            }
        }

        private void cut(int kept) {
            terms.subList(kept, terms.size()).clear();
            sizes.subList(kept, sizes.size()).clear();
            payloads.subList(kept, payloads.size()).clear();
        }

        void become(Image other) {
            cut(0);
            terms.addAll(other.terms);
            sizes.addAll(other.sizes);
            payloads.addAll(other.payloads);
        }

        Entries entries() {
            return Entries.of(
                    1,
                    terms.stream().mapToLong(term -> term).toArray(),
                    Sizes.of(sizes.stream().mapToInt(size -> size).toArray()));
        }
    }

    Core(ServerId id, Members members, Settings settings, Oracle oracle) {
        this.id = id;
        this.members = members;
        this.settings = settings;
        this.oracle = oracle;
        this.raft = started(0, id.value());
    }

    private Raft started(long suspectFrom, long firstToken) {
        Entries whole = durable.entries();
        long suspect = suspectFrom == 0 ? whole.last() + 1 : suspectFrom;
        oracle.recovered(id, saved, whole, suspect);
        Start start = Start.of(id, members, saved, whole, suspect, firstToken);
        return new Raft(start, settings, (min, _) -> min, Probes.NONE);
    }

    List<Output> step(Input input, List<Payload> payloads) {
        List<Output> outputs = raft.step(input);
        oracle.stepped(id, raft, input, payloads, outputs);
        for (Output output : outputs) {
            if (output instanceof Output.SaveHardState(var hardState)) {
                saves.add(hardState);
            } else if (output instanceof Output.Append append) {
                List<Payload> bytes = Oracle.attached(append, input, payloads);
                log.append(append.entries(), bytes, append.entries().count());
                appends.add(new Waiting(append.write(), append.entries(), bytes));
            }
        }
        return outputs;
    }

    /** The bytes that go with {@code entries} when this server sends them. */
    List<Payload> payloads(Entries entries) {
        return List.copyOf(log.payloads.subList((int) entries.first() - 1, (int) entries.last()));
    }

    int unsaved() {
        return saves.size();
    }

    int unforced() {
        return appends.size();
    }

    List<Output> save(int count) {
        for (int i = 0; i < count; i++) {
            saved = saves.remove();
        }
        return step(new Input.HardStatePersisted(saved), List.of());
    }

    List<Output> force(int count) {
        long write = 0;
        for (int i = 0; i < count; i++) {
            Waiting next = appends.remove();
            durable.append(next.entries, next.payloads, next.entries.count());
            write = next.write;
        }
        return step(new Input.LogPersisted(write), List.of());
    }

    /** What is done once nothing else is wanted from a disk: all of it, terms and votes first. */
    List<Output> persist() {
        List<Output> outputs = new ArrayList<>();
        while (!saves.isEmpty() || !appends.isEmpty()) {
            outputs.addAll(saves.isEmpty() ? force(1) : save(1));
        }
        return outputs;
    }

    /** See {@link Step.Reboot}. */
    void reboot(int hardStates, int entries, long suspectFrom) {
        for (int i = 0; i < hardStates; i++) {
            saved = saves.remove();
        }
        int left = entries;
        for (Waiting each : appends) {
            if (left > 0) {
                durable.append(each.entries, each.payloads, left);
                left -= each.entries.count();
            }
        }
        saves.clear();
        appends.clear();
        log.become(durable);
        long lastTerm = durable.terms.isEmpty() ? 0 : durable.terms.getLast();
        if (lastTerm > saved.currentTerm()) {
            saved = new HardState(lastTerm, null);
        }
        token += TOKENS;
        oracle.crashed(id);
        raft = started(suspectFrom > durable.terms.size() ? 0 : suspectFrom, token);
    }

    /** How many entries wait for the disk. */
    int waiting() {
        return appends.stream().mapToInt(each -> each.entries.count()).sum();
    }

    Status status() {
        return raft.status();
    }

    /** As scenarios show a server. */
    String shown() {
        return Words.text(raft.status(), log.entries());
    }
}
