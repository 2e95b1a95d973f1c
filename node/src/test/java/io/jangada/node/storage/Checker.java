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
            if (between(log, promises.states.get(i), i, promises)) {
                return null;
            }
        }
        return "wrong log "
                + log
                + " after acknowledged "
                + promises.states.get(promises.persisted);
    }

    private static boolean between(
            List<Life.Slot> log, List<Life.Slot> state, int at, Life.Promises promises) {
        if (log.equals(state)) {
            return true;
        }
        if (at + 1 == promises.states.size()) {
            return false;
        }
        // Part of the next append may have made it: its cut, and some of its entries.
        List<Life.Slot> next = promises.states.get(at + 1);
        int common = 0;
        while (common < state.size()
                && common < next.size()
                && state.get(common).equals(next.get(common))) {
            common++;
        }
        return log.size() >= common
                && log.size() <= next.size()
                && log.size() <= Math.max(next.size(), state.size())
                && matches(log, next);
    }

    private static boolean matches(List<Life.Slot> log, List<Life.Slot> next) {
        for (int i = 0; i < log.size(); i++) {
            Life.Slot found = log.get(i);
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
                        && !life.recovered.log().isEmpty()
                        && found.currentTerm()
                                == life.recovered.log().term(life.recovered.log().last())
                        && found.currentTerm() > asked.get(promises.saved).currentTerm();
        return raised ? null : "wrong vote " + found + " after " + asked.get(promises.saved);
    }
}
