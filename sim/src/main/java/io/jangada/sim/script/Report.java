package io.jangada.sim.script;

import io.jangada.sim.check.Violation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A failure in the fewest events of cores alone, or what can be said where the cores are right. */
public final class Report {
    /** Rows of a diagram of a whole run. */
    private static final int ROWS = 60;

    private Report() {}

    /** What the cores alone can break, as far as the oracle sees it in them. */
    private static final Set<String> OF_CORES =
            Set.of("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I23");

    /** The shortest story of what was recorded; null when it is none of the cores'. */
    public static @Nullable Story story(
            Recording recording, Violation violation, BooleanSupplier stop) {
        return recording.strange() == null
                ? Shortest.of(recording.plot(), violation.invariant(), stop)
                : null;
    }

    /**
     * The shortest scenario that comes of {@code plot}; all of it where that does not break the
     * same.
     */
    public static List<String> lines(Plot plot, Violation violation) {
        String invariant = violation.invariant();
        for (Plot each : List.of(plot.campaigning(), plot)) {
            Story least = Shortest.of(each, invariant, () -> false);
            if (least != null) {
                return lines(least);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "all that was done, which cores and disks alone do not break %s by:"
                        .formatted(invariant));
        lines.addAll(lines(plot.play()));
        return lines;
    }

    /** The scenario and its diagram. */
    public static List<String> lines(Story story) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "as a scenario of module raft, %d commands:".formatted(story.happenings().size()));
        lines.add("");
        lines.addAll(Scenario.lines(story));
        lines.add("");
        lines.addAll(Diagram.lines(story.plot().servers(), story.happenings(), story.violation()));
        return lines;
    }

    /** The last of the run as it was, and why it is not told by cores alone. */
    public static List<String> lines(Recording recording, Violation violation) {
        List<String> lines = new ArrayList<>();
        String strange = recording.strange();
        if (!OF_CORES.contains(violation.invariant())) {
            lines.add("%s is no rule of cores alone: no scenario".formatted(violation.invariant()));
        } else if (strange == null) {
            lines.add(
                    "given the same, the cores alone do not break %s: the fault is around them"
                            .formatted(violation.invariant()));
        } else {
            lines.add("no core alone does this: " + strange);
        }
        List<Happening> all = recording.happenings();
        List<Happening> last = all.subList(Math.max(0, all.size() - ROWS), all.size());
        lines.add("");
        lines.addAll(Diagram.lines(recording.plot().servers(), last, violation));
        return lines;
    }
}
