package io.jangada.sim.explore;

import java.util.ArrayList;
import java.util.List;

/** All ways to give N servers the names 1 to N: server s becomes {@code names[s]}. */
final class Renamings {
    private Renamings() {}

    /** The first one changes nothing. */
    static List<int[]> all(int servers) {
        List<int[]> all = new ArrayList<>();
        extend(new int[servers + 1], 1, all);
        return all;
    }

    static List<int[]> none(int servers) {
        return all(servers).subList(0, 1);
    }

    private static void extend(int[] names, int server, List<int[]> all) {
        if (server == names.length) {
            all.add(names.clone());
            return;
        }
        for (int name = 1; name < names.length; name++) {
            boolean free = true;
            for (int other = 1; other < server; other++) {
                free &= names[other] != name;
            }
            if (free) {
                names[server] = name;
                extend(names, server + 1, all);
            }
        }
    }
}
