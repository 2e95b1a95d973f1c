package io.jangada.sim.check;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What all members together have ever done. */
final class Ledger {
    /** An entry that some member had at some time. */
    record Entry(long term, long digest, long content) {}

    private final ArrayList<List<Entry>> entries = new ArrayList<>();

    /** What was ever committed. */
    final Trail committed = new Trail();

    /** What the state machines were after each index, 0 where nothing is known yet. */
    final ArrayList<Long> states = new ArrayList<>();

    /** The state of a state machine, as a digest of its commands and of the bytes of its image. */
    record Snapshot(long state, long bytes) {}

    /** The images that were taken, by the index of the last entry in them. */
    final TreeMap<Long, Snapshot> snapshots = new TreeMap<>();

    static long digest(long before, long term, long content) {
        return mixed(mixed(before ^ term * 0x9e37_79b9_7f4a_7c15L) ^ content);
    }

    static long content(Payload payload) {
        return content(payload.bytes()) + payload.kind().code();
    }

    static long content(Bytes bytes) {
        return mixed(((long) bytes.hashCode() << 32) + bytes.size());
    }

    static long mixed(long bits) {
        long first = (bits ^ (bits >>> 33)) * 0xff51_afd7_ed55_8ccdL;
        long second = (first ^ (first >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
        return second ^ (second >>> 33);
    }

    @Nullable Entry entry(long index, long term) {
        if (index < 1 || index >= entries.size()) {
            return null;
        }
        for (Entry entry : entries.get((int) index)) {
            if (entry.term() == term) {
                return entry;
            }
        }
        return null;
    }

    /** The entry that is known by this index and term, or else {@code seen}, which then is. */
    Entry known(long index, Entry seen) {
        Entry known = entry(index, seen.term());
        if (known != null) {
            return known;
        }
        while (entries.size() <= index) {
            entries.add(new ArrayList<>(2));
        }
        entries.get((int) index).add(seen);
        return seen;
    }
}
