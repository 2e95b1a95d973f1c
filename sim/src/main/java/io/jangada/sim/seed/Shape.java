package io.jangada.sim.seed;

import io.jangada.sim.chance.Choice;
import io.jangada.sim.world.Trouble.Link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which links a partition cuts. */
enum Shape {
    /** Two groups that do not hear each other. */
    SPLIT,
    /** One member alone. */
    ISOLATE,
    /** One member speaks and does not hear. */
    DEAF,
    /** One member hears and is not heard. */
    MUTE,
    /** Two groups, and one member that both hear. */
    BRIDGE,
    /** Each member hears its neighbours only. */
    RING,
    /** Any links, one way. */
    RAGGED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<Link> links(int members, Choice choice) {
        // Half of the time the one is whoever leads.
        boolean leader = choice.happens(0.5);
        int one = leader && isAboutOne() ? 0 : 1 + choice.below(members);
        return links(members, one, 1 + choice.below(members), choice);
    }

    /** The same of whoever leads, for the shapes that are about one member. */
    List<Link> ofLeader(int members) {
        return of(0, members);
    }

    /** The same of one member, 0 for whoever leads. */
    List<Link> of(int one, int members) {
        return links(members, one, 1, () -> 0);
    }

    private List<Link> links(int members, int one, int border, Choice choice) {
        List<Link> cut = new ArrayList<>();
        int first = one == 0 ? 0 : 1;
        for (int from = first; from <= members; from++) {
            for (int to = first; to <= members; to++) {
                if (from != to && cuts(from, to, one, border, members, choice)) {
                    cut.add(new Link(from, to));
                }
            }
        }
        return cut;
    }

    private boolean isAboutOne() {
        return this == ISOLATE || this == DEAF || this == MUTE;
    }

    private boolean cuts(int from, int to, int one, int border, int members, Choice choice) {
        boolean apart = (from < border) != (to < border);
        return switch (this) {
            case SPLIT -> apart;
            case ISOLATE -> from == one || to == one;
            case DEAF -> to == one;
            case MUTE -> from == one;
            case BRIDGE -> apart && from != one && to != one;
            case RING -> Math.abs(from - to) != 1 && Math.abs(from - to) != members - 1;
            case RAGGED -> choice.happens(0.4);
        };
    }
}
