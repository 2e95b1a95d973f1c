package io.jangada.sim.explore;

/**
 * All servers and what is remembered of before: what the invariants look at.
 *
 * @param servers by name, from 1; never written to by who gets a world
 */
@SuppressWarnings("ArrayRecordComponent")
record World(Local[] servers, History history) {
    int quorum() {
        return (servers.length - 1) / 2 + 1;
    }

    /** How many disks begin with the first {@code count} entries of {@code log}. */
    int disksWith(long[] log, int count) {
        int disks = 0;
        for (int server = 1; server < servers.length; server++) {
            if (isPrefix(log, count, servers[server].disk.log())) {
                disks++;
            }
        }
        return disks;
    }

    /** Whether {@code whole} begins with the first {@code count} entries of {@code log}. */
    static boolean isPrefix(long[] log, int count, long[] whole) {
        if (count > whole.length || count > log.length) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (log[i] != whole[i]) {
                return false;
            }
        }
        return true;
    }
}
