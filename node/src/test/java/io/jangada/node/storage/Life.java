package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A member's journal under a script, beside the obvious model of what it must hold. */
final class Life {
    static final Limits TINY = new Limits(20480, 4096, 1024, 65536, 4096, 4096, 4, 512);
    static final Identity IDENTITY =
            Identity.expected(0xc1c1c1c1L, new ServerId(0xa), 0x1234567890abcdefL, "a=b");

    /** One entry of the model. */
    record Slot(long term, @Nullable String text) {
        /** The entry with this term is forgotten; 0 if its term is too. */
        static Slot forgotten(long term) {
            return new Slot(term, "forgotten");
        }

        boolean isForgotten() {
            return "forgotten".equals(text);
        }
    }

    /** What the client of the journal was told, and what it had asked for. */
    static final class Promises {
        final List<List<Slot>> states = new ArrayList<>(List.of(List.of()));
        final List<HardState> asked = new ArrayList<>(List.of(HardState.INITIAL));
        int persisted;

        /** Up to which index entries may be missing. */
        long compacted;

        int saved;
        int failures;
        @Nullable String failed;
    }

    final Promises promises;
    final Journal journal;
    final Opening.Recovered recovered;

    /** The time in nanoseconds, as the journal sees it. */
    long now;

    private long writeBase;
    private long writes;
    private int texts;

    private Life(Opening.Recovered recovered, Promises promises) {
        this.recovered = recovered;
        this.journal = recovered.journal();
        this.promises = promises;
        this.writeBase = promises.states.size() - 1L;
        journal.start(
                new Journal.Listener() {
                    @Override
                    public void persisted(long write) {
                        promises.persisted = (int) (writeBase + write);
                    }

                    @Override
                    public void saved(HardState hardState) {
                        promises.saved = promises.asked.lastIndexOf(hardState);
                    }

                    @Override
                    public void failed(String what, Throwable cause) {
                        promises.failed = what + ": " + cause.getMessage();
                        promises.failures++;
                    }
                },
                () -> now);
    }

    static Life begin(Disk disk, boolean alone) {
        return new Life(opened(disk, alone), new Promises());
    }

    /** Opens again; the log as recovered becomes the model's newest state. */
    static Life again(Disk disk, boolean alone, Promises promises) {
        Life life = new Life(opened(disk, alone), promises);
        promises.states.add(life.read());
        promises.persisted = promises.states.size() - 1;
        Manifest snapshot = life.recovered.snapshot();
        promises.compacted = Math.max(promises.compacted, snapshot == null ? 0 : snapshot.index());
        promises.asked.add(life.recovered.hardState());
        promises.saved = promises.asked.size() - 1;
        life.writeBase = promises.persisted;
        life.texts = 1000 * promises.states.size();
        return life;
    }

    static Opening.Recovered opened(Disk disk, boolean alone) {
        return switch (Recovery.open(disk, IDENTITY, alone, TINY)) {
            case Opening.Recovered recovered -> recovered;
            case Opening.Refused(String reason) -> throw new AssertionError(reason);
        };
    }

    /** Appends {@code count} entries of {@code term} from {@code first} on. */
    Life append(long first, long term, int count, int size) {
        List<Slot> state = new ArrayList<>(promises.states.getLast().subList(0, (int) first - 1));
        boolean truncates = first <= promises.states.getLast().size();
        List<Payload> payloads = new ArrayList<>();
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            String text = texts++ + "/" + term + "/" + "x".repeat(size);
            state.add(new Slot(term, text));
            payloads.add(new Payload(Payload.Kind.COMMAND, Bytes.utf8(text)));
            sizes[i] = text.length();
        }
        promises.states.add(state);
        journal.append(++writes, Entries.of(first, term, Sizes.of(sizes)), payloads, truncates);
        return this;
    }

    /** Appends {@code members} as the entry of {@code term} at {@code index}. */
    Life configure(long index, long term, Members members) {
        List<Slot> state = new ArrayList<>(promises.states.getLast().subList(0, (int) index - 1));
        boolean truncates = index <= promises.states.getLast().size();
        Payload payload = Payload.of(members);
        state.add(new Slot(term, payload.bytes().text()));
        promises.states.add(state);
        Entries entry =
                Entries.of(index, term, Sizes.of(payload.size()))
                        .with(new TreeMap<>(Map.of(index, members)));
        journal.append(++writes, entry, List.of(payload), truncates);
        return this;
    }

    /** Empties the log, to go on behind {@code index}. */
    Life reset(long index, long term) {
        promises.states.add(reset(new ArrayList<>(), index, term));
        snapshot(index, term);
        journal.reset(++writes, index, term);
        return this;
    }

    private static List<Slot> reset(List<Slot> state, long index, long term) {
        for (long i = 1; i < index; i++) {
            state.add(Slot.forgotten(0));
        }
        if (index > 0) {
            state.add(Slot.forgotten(term));
        }
        return state;
    }

    Life compact(long upTo) {
        promises.compacted = Math.max(promises.compacted, upTo);
        if (upTo > 0) {
            snapshot(upTo, promises.states.getLast().get((int) upTo - 1).term());
        }
        journal.compact(upTo);
        return this;
    }

    /** Writes a snapshot, unless there is one as new. */
    Life snapshot(long index, long term) {
        return snapshot(index, term, Members.NONE);
    }

    Life snapshot(long index, long term, Members members) {
        Snapshots snapshots = journal.snapshots();
        Manifest newest = snapshots.newest();
        if (index > (newest == null ? 0 : newest.index())) {
            snapshots.begin(index, term, Codec.encode(members));
            snapshots.add(Bytes.utf8("image up to " + index));
            Snapshots.Outcome outcome = snapshots.finish();
            while (outcome == Snapshots.Outcome.MORE) {
                outcome = snapshots.turn();
            }
        }
        return this;
    }

    Life vote(long term, long candidate) {
        HardState next = new HardState(term, candidate == 0 ? null : new ServerId(candidate));
        promises.asked.add(next);
        journal.save(next);
        return this;
    }

    /** Turns all lanes until none has anything to do. */
    Life turn() {
        turn(journal);
        if (promises.failed == null && promises.persisted != promises.states.size() - 1) {
            throw new AssertionError("appends wait for ever");
        }
        return this;
    }

    private static void turn(Journal journal) {
        boolean worked = true;
        while (worked) {
            worked = false;
            for (Lane lane : Lane.values()) {
                while (journal.turn(lane)) {
                    worked = true;
                }
            }
        }
    }

    /** The whole log, read from the files; an entry without bytes has no text. */
    List<Slot> read() {
        Entries log = recovered.log();
        List<Slot> slots = reset(new ArrayList<>(), log.first() - 1, recovered.prevTerm());
        while (slots.size() < log.last()) {
            long index = slots.size() + 1L;
            long[] came = new long[1];
            journal.fetch(
                    index,
                    log.last(),
                    700,
                    (entries, payloads) -> {
                        came[0] = 1L + payloads.size();
                        for (int i = 0; i < payloads.size(); i++) {
                            long term = entries.term(index + i);
                            slots.add(new Slot(term, payloads.get(i).bytes().text()));
                        }
                    });
            journal.turn(Lane.FETCH);
            if (promises.failed != null || came[0] == 0) {
                throw new AssertionError("fetch of " + index + " failed: " + promises.failed);
            }
            if (came[0] == 1) {
                slots.add(new Slot(log.term(index), null));
            }
        }
        for (int i = 0; i < slots.size(); i++) {
            if (i + 1 >= log.first() && slots.get(i).term() != log.term(i + 1L)) {
                throw new AssertionError("the terms of " + (i + 1) + " differ");
            }
        }
        return slots;
    }
}
