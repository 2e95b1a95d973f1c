package io.jangada.sim.explore;

import java.util.ArrayList;
import java.util.List;

/** Makes a path again and writes it down, each server under the name that it began with. */
final class Trace {
    private final Moves moves;
    private final Servers servers;
    private final Symmetry symmetry;
    private final State state;
    private final List<String> lines = new ArrayList<>();

    /** The first name of each server, by its name now. */
    private int[] names;

    Trace(Moves moves, Servers servers, Symmetry symmetry, Bounds bounds) {
        this.moves = moves;
        this.servers = servers;
        this.symmetry = symmetry;
        state = new State(bounds.servers());
        names = Renamings.none(bounds.servers()).getFirst().clone();
    }

    /** A line for each move, the last one {@code last} unless that is 0. */
    List<String> to(int[] path, int last) {
        state.set(moves.initial());
        symmetry.normalize(state);
        for (int ordinal : path) {
            make(ordinal);
        }
        if (last > 0) {
            make(last);
        }
        return List.copyOf(lines);
    }

    private void make(int ordinal) {
        State before = new State(state.servers);
        before.set(state);
        moves.each(
                before,
                new Move(),
                (move, effect, next) -> {
                    if (move.ordinal != ordinal) {
                        return true;
                    }
                    lines.add((lines.size() + 1) + ". " + text(move, effect));
                    state.set(next);
                    return false;
                });
        int[] renaming = symmetry.names(symmetry.normalize(state));
        int[] renamed = new int[names.length];
        for (int server = 1; server < names.length; server++) {
            renamed[renaming[server]] = names[server];
        }
        names = renamed;
    }

    private String text(Move move, Effect effect) {
        Local is = servers.locals.value(effect.next()).renamed(names);
        String what =
                switch (move.kind) {
                    case DELIVER -> "deliver " + letter(move);
                    case DUPLICATE -> "deliver a copy of " + letter(move);
                    case DROP -> "drop " + letter(move);
                    case LOST -> "lost " + is.self + " " + names[move.event - Servers.LOST];
                    case ELAPSE -> "elapse " + is.self;
                    case HEARSAY ->
                            "server %d hears of term %d"
                                    .formatted(is.self, move.event - Servers.HEARSAY);
                    case HEARTBEAT -> "heartbeat " + is.self;
                    case STEP_DOWN -> "quorum-silent " + is.self;
                    case SILENCE -> "silence " + is.self;
                    case PROPOSE -> "propose " + is.self + " " + (move.event - Servers.PROPOSE + 1);
                    case SAVE -> "term and vote durable at " + is.self;
                    case FORCE -> "entries durable at " + is.self;
                    case CRASH -> "crash and restart " + is.self;
                };
        return what + System.lineSeparator() + "      " + is;
    }

    private Letter letter(Move move) {
        return servers.letters.value(move.event - Servers.LETTER).renamed(names);
    }
}
