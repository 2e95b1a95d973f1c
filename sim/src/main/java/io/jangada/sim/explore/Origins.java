package io.jangada.sim.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** For each state, in the order in which they were found, from which one it came and how. */
final class Origins {
    private static final int BLOCK_BITS = 16;
    private static final int BLOCK = 1 << BLOCK_BITS;

    private final List<int[]> parents = new ArrayList<>();
    private final List<short[]> ordinals = new ArrayList<>();
    private int count;

    void add(long parent, int ordinal) {
        int place = count++ & (BLOCK - 1);
        if (place == 0) {
            parents.add(new int[BLOCK]);
            ordinals.add(new short[BLOCK]);
        }
        parents.getLast()[place] = Math.toIntExact(parent);
        ordinals.getLast()[place] = (short) ordinal;
    }

    /** The ordinals of the moves that lead to a state. */
    int[] path(long state) {
        int[] path = new int[64];
        int length = 0;
        for (int at = (int) state; at != 0; at = parent(at)) {
            if (length == path.length) {
                path = Arrays.copyOf(path, 2 * length);
            }
            path[length++] = ordinals.get(at >>> BLOCK_BITS)[at & (BLOCK - 1)];
        }
        int[] forward = new int[length];
        for (int i = 0; i < length; i++) {
            forward[i] = path[length - 1 - i];
        }
        return forward;
    }

    private int parent(int state) {
        return parents.get(state >>> BLOCK_BITS)[state & (BLOCK - 1)];
    }
}
