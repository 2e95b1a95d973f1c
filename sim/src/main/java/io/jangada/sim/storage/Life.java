package io.jangada.sim.storage;

import io.jangada.node.storage.Disk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Manifest;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Payload;
import io.jangada.node.storage.Recovery;
import io.jangada.node.storage.Snapshots;
import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.sim.storage.Promises.Slot;

import java.util.ArrayList;
import java.util.List;

/** A member's journal under a script, beside the obvious model of what it must hold. */
final class Life {
    /** Segments so small that all their bytes can be tried, and batches that fill them. */
    private static final Limits LIMITS = new Limits(20480, 4096, 1024, 65536, 4096, 4096, 4, 512);

    private static final Identity IDENTITY =
            Identity.expected(0xc1c1c1c1L, new ServerId(0xa), 0x1234567890abcdefL, "a=b");

    /** Bytes of one fetch: less than the largest entry, more than most. */
    private static final int FETCH = 700;

    final Promises promises;
    final Opening.Recovered recovered;
    private final Journal journal;
    private long writeBase;
    private long writes;
    private int texts;

    private Life(Opening.Recovered recovered, Promises promises) {
        this.recovered = recovered;
        this.journal = recovered.journal();
        this.promises = promises;
        journal.start(new Listening(), () -> 0);
    }

    private final class Listening implements Journal.Listener {
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
        }
    }

    static Opening open(Disk disk, boolean alone) {
        return Recovery.open(disk, IDENTITY, alone, LIMITS);
    }

    /** The first start, in an empty directory. */
    static Life begin(Disk disk, boolean alone, Promises promises) {
        return new Life(recovered(disk, alone), promises);
    }

    /** Opens again; the log as recovered becomes the model's newest state. */
    static Life again(Disk disk, boolean alone, Promises promises) {
        return again(recovered(disk, alone), promises);
    }

    static Life again(Opening.Recovered recovered, Promises promises) {
        Life life = new Life(recovered, promises);
        promises.states.add(life.read());
        promises.persisted = promises.states.size() - 1;
        promises.asked.add(recovered.hardState());
        promises.saved = promises.asked.size() - 1;
        life.writeBase = promises.persisted;
        life.texts = 1000 * promises.states.size();
        return life;
    }

    private static Opening.Recovered recovered(Disk disk, boolean alone) {
        return switch (open(disk, alone)) {
            case Opening.Recovered recovered -> recovered;
            case Opening.Refused(String reason) -> throw new IllegalStateException(reason);
        };
    }

    /** Appends {@code count} entries of {@code term} from {@code first} on. */
    Life append(long first, long term, int count, int size) {
        List<Slot> state = new ArrayList<>(promises.log().subList(0, (int) first - 1));
        boolean truncates = first <= promises.log().size();
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

    /** The log is empty, and goes on behind {@code index}. */
    Life reset(long index, long term) {
        promises.states.add(forgotten(index, term));
        snapshot(index, term);
        journal.reset(++writes, index, term);
        return this;
    }

    /** A log that begins behind {@code index}. */
    private static List<Slot> forgotten(long index, long term) {
        List<Slot> slots = new ArrayList<>();
        for (long i = 1; i <= index; i++) {
            slots.add(Slot.forgotten(i < index ? 0 : term));
        }
        return slots;
    }

    Life compact(long upTo) {
        promises.compacted = Math.max(promises.compacted, upTo);
        snapshot(upTo, promises.log().get((int) upTo - 1).term());
        journal.compact(upTo);
        return this;
    }

    /** Writes a snapshot, unless there is one as new. */
    private Life snapshot(long index, long term) {
        Snapshots snapshots = journal.snapshots();
        Manifest newest = snapshots.newest();
        if (index > (newest == null ? 0 : newest.index())) {
            snapshots.begin(index, term, Codec.encode(Members.NONE));
            snapshots.add(Bytes.utf8("image up to " + index));
            Snapshots.Outcome outcome = snapshots.finish();
            while (outcome == Snapshots.Outcome.MORE) {
                outcome = snapshots.turn();
            }
        }
        return this;
    }

    /** Nobody is voted for when {@code candidate} is 0. */
    Life vote(long term, long candidate) {
        HardState next = new HardState(term, candidate == 0 ? null : new ServerId(candidate));
        promises.asked.add(next);
        journal.save(next);
        return this;
    }

    /** Turns all lanes until none has anything to do. */
    Life turn() {
        boolean worked = true;
        while (worked) {
            worked = false;
            for (Lane lane : Lane.values()) {
                worked |= journal.turn(lane);
            }
        }
        if (promises.failed != null || promises.persisted != promises.states.size() - 1) {
            throw new IllegalStateException("appends wait for ever: " + promises.failed);
        }
        return this;
    }

    /** The whole log, read from the files; an entry whose bytes are lost has no text. */
    List<Slot> read() {
        Entries log = recovered.log();
        List<Slot> slots = forgotten(log.first() - 1, recovered.prevTerm());
        while (slots.size() < log.last()) {
            long index = slots.size() + 1L;
            int[] came = {-1};
            journal.fetch(
                    index,
                    log.last(),
                    FETCH,
                    (entries, payloads) -> {
                        came[0] = payloads.size();
                        for (int i = 0; i < payloads.size(); i++) {
                            String text = payloads.get(i).bytes().text();
                            slots.add(new Slot(entries.term(index + i), text));
                        }
                    });
            journal.turn(Lane.FETCH);
            if (promises.failed != null || came[0] < 0) {
                throw new IllegalStateException("reading " + index + ": " + promises.failed);
            }
            if (came[0] == 0) {
                slots.add(new Slot(log.term(index), null));
            }
        }
        return slots;
    }
}
