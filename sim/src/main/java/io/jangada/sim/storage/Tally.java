package io.jangada.sim.storage;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** How many cases ended how, and what must never have come about. */
public final class Tally {
    private static final int COMPLAINTS_MAX = 100;

    private final TreeMap<String, Long> counts = new TreeMap<>();
    private final TreeMap<String, Long> highest = new TreeMap<>();
    private final TreeSet<String> complaints = new TreeSet<>();
    private long wrong;

    /** It came about once more. */
    public void count(String what) {
        count(what, 1);
    }

    /** It came about so many times. */
    public void count(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    /** The highest of such values is kept. */
    public void most(String what, long value) {
        highest.merge(what, value, Math::max);
    }

    /** Something is wrong with the product, or with the row. */
    public void complain(String what) {
        wrong++;
        if (complaints.size() < COMPLAINTS_MAX) {
            complaints.add(what);
        }
    }

    /** Runs a part; whatever it throws is a complaint too. */
    public void take(Row.Part part) {
        try {
            part.run(this);
        } catch (RuntimeException thrown) {
            complain("threw " + thrown);
        }
    }

    /** Takes in what another thread found. */
    public void add(Tally other) {
        other.counts.forEach(this::count);
        other.highest.forEach(this::most);
        wrong += other.wrong;
        complaints.addAll(other.complaints);
    }

    /** How often; 0 when never. */
    public long of(String what) {
        return counts.getOrDefault(what, highest.getOrDefault(what, 0L));
    }

    /** All figures, by name. */
    public SortedMap<String, Long> counts() {
        TreeMap<String, Long> all = new TreeMap<>(counts);
        all.putAll(highest);
        return all;
    }

    /** How often something was wrong. */
    public long wrong() {
        return wrong;
    }

    /** Some of what was wrong. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }
}
