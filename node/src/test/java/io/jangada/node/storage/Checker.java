package io.jangada.node.storage;

import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Says what was promised and is not there after a restart. */
final class Checker {
    private Checker() {}

    /** Null, or what is wrong with what {@code disk} holds. */
    static @Nullable String complaint(MemoryDisk disk, boolean alone, Life.Promises promises) {
        return switch (Recovery.open(disk, Life.IDENTITY, alone, Life.TINY)) {
            case Opening.Refused(String reason) -> "refused: " + reason;
            case Opening.Recovered recovered -> {
                disk.close();
                Life.Promises fresh = new Life.Promises();
                Life life = Life.again(disk, alone, fresh);
                String log = log(fresh.states.getLast(), promises);
                yield log != null ? log : vote(life, recovered.hardState(), promises);
            }
        };
    }

    /** The log is what some append left, none older than the last one that was acknowledged. */
    private static @Nullable String log(List<Life.Slot> log, Life.Promises promises) {
        for (int i = promises.persisted; i < promises.states.size(); i++) {
            if (between(log, promises.states.get(i), i, promises)
                    || standsFor(log, promises.states.get(i), promises)) {
                return null;
            }
        }
        return "wrong log "
                + log
                + " after acknowledged "
                + promises.states.get(promises.persisted);
    }

    /** A snapshot took the log's place: its entry was not acknowledged, and was on its way. */
    private static boolean standsFor(
            List<Life.Slot> log, List<Life.Slot> state, Life.Promises promises) {
        if (log.isEmpty() || !log.getLast().isForgotten() || log.size() > state.size()) {
            return false;
        }
        List<Life.Slot> told = promises.states.get(promises.persisted);
        int last = log.size() - 1;
        boolean was = last < told.size() && told.get(last).term() == log.get(last).term();
        return !was && log.size() <= promises.compacted && matches(log, state, promises);
    }

    private static boolean between(
            List<Life.Slot> log, List<Life.Slot> state, int at, Life.Promises promises) {
        if (log.size() == state.size() && matches(log, state, promises)) {
            return true;
        }
        if (at + 1 == promises.states.size()) {
            return false;
        }
        // Part of the next append may have made it: its cut, and some of its entries.
        List<Life.Slot> next = promises.states.get(at + 1);
        if (!next.isEmpty() && next.getLast().isForgotten()) {
            return false; // a reset is there or is not
        }
        int common = 0;
        while (common < state.size()
                && common < next.size()
                && state.get(common).equals(next.get(common))) {
            common++;
        }
        return log.size() >= common
                && log.size() <= next.size()
                && log.size() <= Math.max(next.size(), state.size())
                && matches(log, next, promises);
    }

    private static boolean matches(
            List<Life.Slot> log, List<Life.Slot> next, Life.Promises promises) {
        for (int i = 0; i < log.size(); i++) {
            Life.Slot found = log.get(i);
            if (found.isForgotten()) {
                boolean base = i + 1 == log.size() || !log.get(i + 1).isForgotten();
                boolean may = next.get(i).isForgotten() || i < promises.compacted;
                if (!may || (base && found.term() != next.get(i).term())) {
                    return false;
                }
                continue;
            }
            boolean lost = found.text() == null;
            if (lost ? found.term() != next.get(i).term() : !found.equals(next.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String vote(Life life, HardState found, Life.Promises promises) {
        List<HardState> asked = promises.asked;
        if (asked.subList(promises.saved, asked.size()).contains(found)) {
            return null;
        }
        // A term that the log has and nobody was told of.
        boolean raised =
                found.votedFor() == null
                        && found.currentTerm() == lastTerm(life.recovered)
                        && found.currentTerm() > asked.get(promises.saved).currentTerm();
        return raised ? null : "wrong vote " + found + " after " + asked.get(promises.saved);
    }

    private static long lastTerm(Opening.Recovered found) {
        return found.log().isEmpty() ? found.prevTerm() : found.log().term(found.log().last());
    }
}
