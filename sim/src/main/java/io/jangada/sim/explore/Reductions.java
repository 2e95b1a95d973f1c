package io.jangada.sim.explore;

import java.util.List;

/**
 * What is left out because it shows nothing new; EXPLORE.md says why that is so.
 *
 * @param symmetry states that differ only in the servers' names are one
 * @param independence two moves that do not touch each other are made in one order only
 * @param dead messages that can never again have an effect are forgotten
 * @param idle a message is not delivered where it changes nothing and is not answered
 * @param silence every server has always been without a leader for long enough to vote
 * @param promises whoever asks for pre-votes may get them at any time; no such letters are under
 *     way
 * @param hearsay any server may learn of a term that is on a disk, so nothing that could bring only
 *     that is under way
 * @param votes a message about votes stays under way, so it may arrive any number of times
 * @param prompt a server whose term and vote are not durable does nothing else first, unless that
 *     makes a difference
 */
public record Reductions(
        boolean symmetry,
        boolean independence,
        boolean dead,
        boolean idle,
        boolean silence,
        boolean promises,
        boolean hearsay,
        boolean votes,
        boolean prompt) {
    public static final Reductions ALL =
            new Reductions(true, true, true, true, true, true, true, true, true);
    public static final Reductions NONE =
            new Reductions(false, false, false, false, false, false, false, false, false);

    private static final List<String> NAMES =
            List.of(
                    "symmetry",
                    "independence",
                    "dead",
                    "idle",
                    "silence",
                    "promises",
                    "hearsay",
                    "votes",
                    "prompt");

    /** These, but not the one of this name. */
    Reductions without(String name) {
        int left = NAMES.indexOf(name);
        if (left < 0) {
            throw new IllegalArgumentException("no such reduction: " + name);
        }
        return new Reductions(
                symmetry && left != 0,
                independence && left != 1,
                dead && left != 2,
                idle && left != 3,
                silence && left != 4,
                promises && left != 5,
                hearsay && left != 6,
                votes && left != 7,
                prompt && left != 8);
    }
}
