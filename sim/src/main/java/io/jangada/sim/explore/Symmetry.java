package io.jangada.sim.explore;

import java.util.Arrays;
import java.util.List;

/**
 * Ids play no part in the protocol, so states that differ only in the servers' names behave alike:
 * of these, one stands for all.
 */
final class Symmetry {
    private final Servers servers;
    private final Ids<History> histories;
    private final List<int[]> renamings;
    private final int[][] former;
    private final State twin;
    private final State best;

    Symmetry(int count, Servers servers, Ids<History> histories, List<int[]> renamings) {
        this.servers = servers;
        this.histories = histories;
        this.renamings = renamings;
        former = new int[renamings.size()][];
        for (int i = 0; i < former.length; i++) {
            former[i] = inverse(renamings.get(i));
        }
        twin = new State(count);
        best = new State(count);
    }

    private static int[] inverse(int[] names) {
        int[] inverse = new int[names.length];
        for (int server = 1; server < names.length; server++) {
            inverse[names[server]] = server;
        }
        return inverse;
    }

    /** What a renaming makes of each name. */
    int[] names(int renaming) {
        return renamings.get(renaming);
    }

    /** Makes {@code state} the one that stands for it, and returns by which renaming. */
    int normalize(State state) {
        if (renamings.size() == 1) {
            return 0;
        }
        int chosen = -1;
        for (int renaming = 0; renaming < former.length; renaming++) {
            int order = chosen < 0 ? -1 : compareLocals(state, renaming);
            if (order > 0) {
                continue;
            }
            if (order == 0 && !isSmaller(state, renaming)) {
                continue;
            }
            if (order < 0) {
                write(state, renaming, best);
            } else {
                best.set(twin);
            }
            chosen = renaming;
        }
        state.set(best);
        return chosen;
    }

    private int compareLocals(State state, int renaming) {
        int[] from = former[renaming];
        for (int server = 1; server <= state.servers; server++) {
            int local = servers.locals.renamed(state.local(from[server]), renaming);
            if (local != best.local(server)) {
                return Integer.compare(local, best.local(server));
            }
        }
        return 0;
    }

    private boolean isSmaller(State state, int renaming) {
        write(state, renaming, twin);
        return Arrays.compare(twin.numbers, 0, twin.size, best.numbers, 0, best.size) < 0;
    }

    private void write(State state, int renaming, State to) {
        if (renaming == 0) {
            to.set(state);
            return;
        }
        int[] from = former[renaming];
        int[] names = renamings.get(renaming);
        to.resize(state.size);
        for (int server = 1; server <= state.servers; server++) {
            to.local(server, servers.locals.renamed(state.local(from[server]), renaming));
        }
        to.allUsed(state.allUsed());
        to.broken(0);
        if (state.broken() != 0) {
            for (int leader = 1; leader <= state.servers; leader++) {
                for (int peer = 1; peer <= state.servers; peer++) {
                    if (state.isBroken(leader, peer)) {
                        to.breaks(names[leader], names[peer]);
                    }
                }
            }
        }
        to.history(histories.renamed(state.history(), renaming));
        for (int i = state.lettersFrom(); i < state.size; i++) {
            to.numbers[i] = servers.letters.renamed(state.numbers[i], renaming);
        }
        Arrays.sort(to.numbers, to.lettersFrom(), to.size);
    }
}
