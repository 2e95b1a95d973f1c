package io.jangada.sim.world;

import java.util.Map;
import java.util.TreeMap;

/** What a run met: faults that were injected and took effect, and marks in rare paths. */
public final class Coverage {
    private final TreeMap<String, Long> counts = new TreeMap<>();
    private final Distinct states = new Distinct();

    /** It came about once more. */
    public void count(String what) {
        count(what, 1);
    }

    /** It came about so many times. */
    public void count(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    /** The cluster as a whole is in such a state, see {@link States}. */
    void saw(long state) {
        states.add(state);
    }

    /** All states that were seen. */
    public Distinct states() {
        return states;
    }

    /** By name. */
    public Map<String, Long> counts() {
        return counts;
    }

    public long of(String what) {
        return counts.getOrDefault(what, 0L);
    }
}
