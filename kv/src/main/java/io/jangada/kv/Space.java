package io.jangada.kv;

import java.util.List;

/**
 * Stops writes before the heap is full. Once a write was refused, all are, until the store is below
 * nine tenths of the quota: a store at its limit shall not take every second write.
 */
final class Space {

    private volatile boolean full;

    Space(boolean full) {
        this.full = full;
    }

    /** Whether a command is to be refused when the store counts {@code bytes}. */
    boolean refuses(Command command, long bytes, long quotaBytes) {
        relax(bytes, quotaBytes);
        long cost = cost(command);
        if (cost == 0) {
            return false;
        }
        if (!full && bytes + cost >= quotaBytes) {
            full = true;
        }
        return full;
    }

    void relax(long bytes, long quotaBytes) {
        if (full && bytes < quotaBytes - quotaBytes / 10) {
            full = false;
        }
    }

    boolean isFull() {
        return full;
    }

    /** What a command may add; 0 exactly if it holds no put, in whichever branch. */
    private static long cost(Command command) {
        return switch (command) {
            case Put put -> Ledger.cost(put.key(), put.value());
            case Txn txn -> Math.max(cost(txn.success()), cost(txn.failure()));
            case DeleteRange _, Compact _ -> 0;
        };
    }

    private static long cost(List<Operation> branch) {
        long cost = 0;
        for (Operation operation : branch) {
            if (operation instanceof Command command) {
                cost += cost(command);
            }
        }
        return cost;
    }
}
