package io.jangada.sim.storage;

import io.jangada.node.storage.Opening;
import io.jangada.raft.HardState;
import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.storage.Promises.Slot;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Says what was promised and is not there after a restart. */
final class Checker {
    /** Whether it started, whether with a suspect tail, and null or what is wrong. */
    record Finding(boolean started, boolean suspect, @Nullable String wrong) {}

    private Checker() {}

    /** Starts twice, so that what the first start leaves is looked at too. */
    static Finding look(SimDisk disk, boolean alone, Promises promises) {
        boolean suspect = false;
        for (int start = 0; start < 2; start++) {
            switch (Life.open(disk, alone)) {
                case Opening.Refused(String reason) -> {
                    return new Finding(false, suspect, "refused: " + reason);
                }
                case Opening.Recovered recovered -> {
                    suspect |= recovered.suspectFrom() <= recovered.log().last();
                    Promises found = new Promises();
                    Life.again(recovered, found);
                    String log = log(found.log(), promises);
                    String wrong = log == null ? vote(recovered, promises) : log;
                    if (wrong != null) {
                        return new Finding(true, suspect, wrong);
                    }
                    disk.close();
                }
            }
        }
        return new Finding(true, suspect, null);
    }

    /** The log is what some append left, none older than the last one that was acknowledged. */
    private static @Nullable String log(List<Slot> log, Promises promises) {
        for (int i = promises.persisted; i < promises.states.size(); i++) {
            if (between(log, i, promises) || standsFor(log, promises.states.get(i), promises)) {
                return null;
            }
        }
        return "log %s after acknowledged %s"
                .formatted(log, promises.states.get(promises.persisted));
    }

    /** A snapshot took the log's place: its entry was not acknowledged, and was on its way. */
    private static boolean standsFor(List<Slot> log, List<Slot> state, Promises promises) {
        if (log.isEmpty() || !log.getLast().isForgotten() || log.size() > state.size()) {
            return false;
        }
        List<Slot> told = promises.states.get(promises.persisted);
        int last = log.size() - 1;
        boolean was = last < told.size() && told.get(last).term() == log.get(last).term();
        return !was && log.size() <= promises.compacted && begins(log, state, promises.compacted);
    }

    private static boolean between(List<Slot> log, int at, Promises promises) {
        List<Slot> state = promises.states.get(at);
        if (log.size() == state.size() && begins(log, state, promises.compacted)) {
            return true;
        }
        if (at + 1 == promises.states.size()) {
            return false;
        }
        // Part of the next append may have made it: its cut, and some of its entries.
        List<Slot> next = promises.states.get(at + 1);
        if (!next.isEmpty() && next.getLast().isForgotten()) {
            return false; // a reset is there or is not
        }
        int common = 0;
        while (common < Math.min(state.size(), next.size())
                && state.get(common).equals(next.get(common))) {
            common++;
        }
        return log.size() >= common
                && log.size() <= next.size()
                && begins(log, next, promises.compacted);
    }

    /**
     * Whether {@code log} is a beginning of {@code whole}, but for entries whose bytes are lost.
     */
    static boolean begins(List<Slot> log, List<Slot> whole) {
        return begins(log, whole, 0);
    }

    /** The same, where those up to index {@code compacted} may be forgotten. */
    private static boolean begins(List<Slot> log, List<Slot> whole, long compacted) {
        for (int i = 0; i < log.size(); i++) {
            Slot found = log.get(i);
            Slot wanted = i < whole.size() ? whole.get(i) : null;
            if (found.isForgotten() && wanted != null) {
                boolean base = i + 1 == log.size() || !log.get(i + 1).isForgotten();
                boolean may = wanted.isForgotten() || i < compacted;
                if (!may || (base && found.term() != wanted.term())) {
                    return false;
                }
                continue;
            }
            if (wanted == null
                    || found.term() != wanted.term()
                    || (found.text() != null && !found.equals(wanted))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String vote(Opening.Recovered recovered, Promises promises) {
        HardState found = recovered.hardState();
        List<HardState> asked = promises.asked;
        HardState saved = asked.get(promises.saved);
        if (asked.subList(promises.saved, asked.size()).contains(found)) {
            return null;
        }
        // A term that the log has and nobody was told of.
        boolean raised =
                found.votedFor() == null
                        && found.currentTerm() == lastTerm(recovered)
                        && found.currentTerm() > saved.currentTerm();
        return raised ? null : "vote " + found + " after " + saved;
    }

    private static long lastTerm(Opening.Recovered found) {
        return found.log().isEmpty() ? found.prevTerm() : found.log().term(found.log().last());
    }
}
