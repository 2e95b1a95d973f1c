package io.jangada.node.storage;

import io.jangada.raft.Entries;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The newest entries, by reference: all that are not durable yet, and as many older ones as a bound
 * on their bytes allows. Owned by the thread of the core.
 */
final class Recent {
    private final long bytesMax;

    /** A ring: the entry with index i stands at i modulo the length, a power of two. */
    private Payload[] payloads = new Payload[1024];

    private long[] writes = new long[1024];
    private long first;
    private long last;
    private long bytes;

    Recent(long bytesMax, long last) {
        this.bytesMax = bytesMax;
        this.first = last + 1;
        this.last = last;
    }

    long last() {
        return last;
    }

    /** Of all payloads here. */
    long bytes() {
        return bytes;
    }

    /** Adds entries, cutting first what is at or behind their first index. */
    void append(long write, Entries entries, List<Payload> added, long persistedWrite) {
        cut(entries.first());
        for (Payload payload : added) {
            last++;
            if (last - first >= payloads.length) {
                grow();
            }
            payloads[slot(last)] = payload;
            writes[slot(last)] = write;
            bytes += payload.size();
        }
        trim(persistedWrite);
    }

    /** The log is empty, and goes on behind {@code index}. */
    void reset(long index) {
        payloads = new Payload[1024];
        writes = new long[1024];
        first = index + 1;
        last = index;
        bytes = 0;
    }

    private void cut(long index) {
        while (last >= index && last >= first) {
            drop(last);
            last--;
        }
        if (last >= index) {
            last = index - 1;
            first = index;
        }
    }

    private void trim(long persistedWrite) {
        while (bytes > bytesMax && first <= last && writes[slot(first)] <= persistedWrite) {
            drop(first);
            first++;
        }
    }

    private void drop(long index) {
        bytes -= payloads[slot(index)].size();
        payloads[slot(index)] = Payload.NO_OP;
    }

    @Nullable List<Payload> range(long from, long to) {
        if (from < first || to > last || from > to) {
            return null;
        }
        List<Payload> range = new ArrayList<>((int) (to - from + 1));
        for (long index = from; index <= to; index++) {
            range.add(payloads[slot(index)]);
        }
        return range;
    }

    private int slot(long index) {
        return (int) index & (payloads.length - 1);
    }

    private void grow() {
        Payload[] oldPayloads = payloads;
        long[] oldWrites = writes;
        payloads = new Payload[2 * oldPayloads.length];
        writes = new long[payloads.length];
        for (long index = first; index < last; index++) {
            int old = (int) index & (oldPayloads.length - 1);
            payloads[slot(index)] = oldPayloads[old];
            writes[slot(index)] = oldWrites[old];
        }
    }
}
