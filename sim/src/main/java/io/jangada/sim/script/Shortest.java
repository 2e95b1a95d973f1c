package io.jangada.sim.script;

import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Looks for the shortest story that breaks the same invariant: with disks that are prompt, the
 * usual limits, fewer servers and fewer steps, as far as each can be had.
 */
public final class Shortest {
    /** Up to so many steps each pair of them is tried too. */
    private static final int PAIRED = 80;

    private final String invariant;
    private final BooleanSupplier stop;
    private Story least;

    private Shortest(Story story, String invariant, BooleanSupplier stop) {
        this.least = story;
        this.invariant = invariant;
        this.stop = stop;
    }

    /**
     * Null when {@code plot} does not break {@code invariant}. None of the steps that are left can
     * be left out, unless {@code stop} came first.
     */
    public static @Nullable Story of(Plot plot, String invariant, BooleanSupplier stop) {
        Story whole = plot.play();
        if (!whole.breaks(invariant)) {
            return null;
        }
        Shortest search = new Shortest(whole, invariant, stop);
        int steps;
        do {
            steps = search.steps();
            search.simpler();
            search.fewerServers();
            search.fewerSteps();
            search.fewerFollowers();
            search.fewerPairs();
        } while (search.steps() < steps && !stop.getAsBoolean());
        return search.least;
    }

    private int steps() {
        return least.happenings().size();
    }

    private boolean breaks(Plot plot) {
        if (stop.getAsBoolean()) {
            return false;
        }
        Story story = plot.play();
        if (!story.breaks(invariant)) {
            story = plot.play(true);
        }
        if (!story.breaks(invariant)) {
            return false;
        }
        least = story;
        return true;
    }

    /** Where the disk is prompt nobody sees that a message left too early. */
    private void simpler() {
        if (!least.plot().prompt() && !invariant.equals("I9")) {
            breaks(least.plain().promptly());
        }
        if (!least.plot().settings().equals(Plot.PLAIN)) {
            breaks(least.plain().withSettings(Plot.PLAIN));
        }
        List<Step> steps = new ArrayList<>(least.plain().steps());
        steps.replaceAll(step ->
                step instanceof Step.Propose(var at, _) ? new Step.Propose(at, Sizes.of(1)) : step);
        breaks(least.plot().with(steps));
    }

    private void fewerServers() {
        for (int server = least.plot().servers(); server > 0; server--) {
            if (least.plot().servers() > 1) {
                breaks(least.plain().without(new ServerId(server)));
            }
        }
    }

    private void fewerSteps() {
        Plot plot = least.plain();
        breaks(plot);
        var _ = Fewer.of(plot.steps(), steps -> breaks(least.plot().with(steps)));
    }

    /** A step, with the arrival of what was sent in it, and of what was sent on that. */
    private void fewerFollowers() {
        for (int first = 0; first < steps(); ) {
            TreeSet<Integer> gone = new TreeSet<>(List.of(first));
            for (int i = first + 1; i < steps(); i++) {
                Letter letter = least.happenings().get(i).letter();
                if (letter != null && gone.contains(letter.sent)) {
                    gone.add(i);
                }
            }
            if (!breaks(without(gone))) {
                first++;
            }
        }
    }

    private void fewerPairs() {
        for (int first = 0; first < steps() && steps() <= PAIRED; first++) {
            for (int second = first + 1; second < steps(); second++) {
                breaks(without(new TreeSet<>(List.of(first, second))));
            }
        }
    }

    private Plot without(Set<Integer> gone) {
        List<Step> left = new ArrayList<>();
        Plot plain = least.plain();
        for (int i = 0; i < plain.steps().size(); i++) {
            if (!gone.contains(i)) {
                left.add(plain.steps().get(i));
            }
        }
        return plain.with(left);
    }
}
