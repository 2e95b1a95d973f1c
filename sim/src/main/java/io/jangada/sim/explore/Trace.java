package io.jangada.sim.explore;

import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.sim.script.Plot;
import io.jangada.sim.script.Step;

import java.util.ArrayList;
import java.util.List;

/** Makes a path again and writes it down as steps, each server under the name it began with. */
final class Trace {
    private final Moves moves;
    private final Servers servers;
    private final Symmetry symmetry;
    private final Reductions reductions;
    private final State state;
    private final List<Step> steps = new ArrayList<>();

    /** The first name of each server, by its name now. */
    private int[] names;

    Trace(Moves moves, Servers servers, Symmetry symmetry, Bounds bounds, Reductions reductions) {
        this.moves = moves;
        this.servers = servers;
        this.symmetry = symmetry;
        this.reductions = reductions;
        state = new State(bounds.servers());
        names = Renamings.none(bounds.servers()).getFirst().clone();
    }

    /** The moves of {@code path}, the move {@code last} unless that is 0, and then the healing. */
    Plot to(int[] path, int last, List<Healing.Event> healing) {
        state.set(moves.initial());
        symmetry.normalize(state);
        for (int ordinal : path) {
            make(ordinal);
        }
        if (last > 0) {
            make(last);
        }
        healing.forEach(each -> add(each.server(), each.local(), each.event()));
        return new Plot(names.length - 1, Plot.PLAIN, false, steps);
    }

    private void make(int ordinal) {
        State before = new State(state.servers);
        before.set(state);
        moves.each(
                before,
                new Move(),
                (move, _, next) -> {
                    if (move.ordinal != ordinal) {
                        return true;
                    }
                    if (move.kind != Kind.DROP) {
                        add(move.server, before.local(move.server), move.event);
                    }
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

    private void add(int server, int local, int event) {
        ServerId at = id(server);
        if (event >= Servers.LETTER) {
            Letter letter = servers.letters.value(event - Servers.LETTER);
            if (asks(letter.message()) && reductions.silence()) {
                steps.add(new Step.Silence(at));
            }
            steps.add(new Step.Deliver(id(letter.from()), at, letter.message(), -1));
        } else {
            steps.add(own(at, servers.locals.value(local), event));
        }
    }

    private static boolean asks(Message message) {
        return message instanceof Message.RequestVote || message instanceof Message.PreVote;
    }

    private Step own(ServerId at, Local was, int event) {
        return switch (event) {
            case Servers.ELAPSE ->
                    reductions.promises() ? new Step.Campaign(at) : new Step.Elapse(at);
            case Servers.HEARTBEAT -> new Step.Heartbeat(at);
            case Servers.QUORUM_SILENT -> new Step.QuorumSilent(at);
            case Servers.SILENT -> new Step.Silence(at);
            case Servers.SAVE -> new Step.Save(at, 1);
            case Servers.FORCE -> new Step.Force(at, 1);
            default -> ranged(at, was, event);
        };
    }

    private Step ranged(ServerId at, Local was, int event) {
        if (event >= Servers.HEARSAY) {
            return new Step.Hear(at, event - Servers.HEARSAY);
        }
        if (event >= Servers.CRASH) {
            Disk.Left left = was.disk.crashed().get(event - Servers.CRASH);
            return new Step.Reboot(at, left.saves(), left.entries(), 0);
        }
        if (event >= Servers.LOST) {
            return new Step.Lost(at, id(event - Servers.LOST));
        }
        return new Step.Propose(at, Sizes.of(event - Servers.PROPOSE + 1));
    }

    private ServerId id(int server) {
        return new ServerId(names[server]);
    }
}
