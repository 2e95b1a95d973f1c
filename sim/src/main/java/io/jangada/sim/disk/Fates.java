package io.jangada.sim.disk;

import io.jangada.sim.chance.Choice;

import java.util.List;

/** Hands out the fates of what is pending, in order. */
final class Fates {
    private static final int MODES = 5;
    private static final List<Landing> LANDINGS = List.of(Landing.values());

    private final Fate fate;
    private int next;

    Fates(Fate fate) {
        this.fate = fate;
    }

    Landing next() {
        return fate.of(next++);
    }

    /**
     * One of five kinds of cut: nothing lands, all of it, a half of it, some share of it, or each
     * unit in any way.
     */
    static Fate drawn(Choice choice, boolean garbage) {
        int ways = garbage ? LANDINGS.size() : LANDINGS.indexOf(Landing.GARBAGE);
        return switch (choice.below(MODES)) {
            case 0 -> _ -> Landing.OLD;
            case 1 -> _ -> Landing.NEW;
            case 2 -> share(choice, 0.5);
            case 3 -> share(choice, choice.unit());
            default -> _ -> LANDINGS.get(choice.below(ways));
        };
    }

    private static Fate share(Choice choice, double share) {
        return _ -> choice.happens(share) ? Landing.NEW : Landing.OLD;
    }
}
