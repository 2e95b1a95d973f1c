package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Effects by server and event. */
final class Effects {
    private static final long FREE = -1;

    private long[] keys = new long[1 << 16];
    private int[] places = new int[1 << 16];
    private final List<Effect> effects = new ArrayList<>();

    Effects() {
        Arrays.fill(keys, FREE);
    }

    @Nullable Effect of(int local, int event) {
        int slot = slot(keys, key(local, event));
        return keys[slot] == FREE ? null : effects.get(places[slot]);
    }

    void put(int local, int event, Effect effect) {
        if (2 * effects.size() >= keys.length) {
            grow();
        }
        int slot = slot(keys, key(local, event));
        keys[slot] = key(local, event);
        places[slot] = effects.size();
        effects.add(effect);
    }

    int count() {
        return effects.size();
    }

    private static long key(int local, int event) {
        return ((long) local << 32) | event;
    }

    private static int slot(long[] keys, long key) {
        int slot = (int) (Fingerprints.mixed(key) & (keys.length - 1));
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] wider = new long[2 * keys.length];
        int[] moved = new int[wider.length];
        Arrays.fill(wider, FREE);
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != FREE) {
                int slot = slot(wider, keys[i]);
                wider[slot] = keys[i];
                moved[slot] = places[i];
            }
        }
        keys = wider;
        places = moved;
    }
}
