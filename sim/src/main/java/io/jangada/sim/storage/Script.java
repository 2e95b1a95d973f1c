package io.jangada.sim.storage;

import io.jangada.sim.disk.SimDisk;

/** What a journal goes through. */
enum Script {
    /** Appends, cuts of conflicts, votes, new segments, a second start and more of all. */
    LIFE {
        @Override
        void run(SimDisk disk, boolean alone, Promises promises) {
            Life life = Life.begin(disk, alone, promises);
            life.turn().vote(1, 0xa).turn().append(1, 1, 3, 10).turn();
            life.append(4, 1, 2, 300).append(6, 1, 1, 0).turn();
            life.vote(2, 0).vote(2, 0xb).append(5, 2, 2, 40).turn();
            life.append(7, 2, 20, 90).turn().append(27, 2, 1, 900).turn();
            life.append(26, 3, 1, 900).turn().vote(3, 0xc).turn();
            life.append(27, 3, 3, 700).turn().append(30, 3, 1, 950).turn();
            disk.close();
            Life second = Life.again(disk, alone, promises);
            second.turn().append(31, 3, 2, 60).turn().vote(4, 0).turn();
            second.append(30, 4, 1, 1000).turn().append(31, 4, 4, 1000).turn();
            disk.close();
        }
    },

    /** Batches as large as they may be: eight sectors of records and four of identifiers. */
    LARGE_BATCHES {
        @Override
        void run(SimDisk disk, boolean alone, Promises promises) {
            Life life = Life.begin(disk, alone, promises);
            life.turn().append(1, 1, 52, 0).turn().append(40, 2, 40, 0).turn();
            disk.close();
        }
    },

    /** Compactions, a log that is emptied twice, and starts in between. */
    FORGETTING {
        @Override
        void run(SimDisk disk, boolean alone, Promises promises) {
            Life life = Life.begin(disk, alone, promises);
            life.turn().vote(1, 0xa).turn().append(1, 1, 8, 700).turn();
            life.append(9, 1, 2, 700).compact(6).append(7, 2, 3, 900).turn();
            life.append(10, 2, 2, 900).turn().compact(11).turn();
            disk.close();
            Life second = Life.again(disk, alone, promises).turn();
            second.append(12, 2, 2, 800).reset(20, 3).append(21, 3, 1, 60).turn();
            second.append(22, 3, 2, 900).turn().compact(21).turn();
            second.append(24, 3, 2, 900).compact(23).turn();
            disk.close();
            Life third = Life.again(disk, alone, promises).turn();
            third.append(25, 4, 2, 900).turn().reset(30, 4).compact(30).turn();
            third.append(31, 4, 1, 100).turn();
            disk.close();
        }
    },

    /** Little, in few files: it is tried at each of its bytes. */
    LITTLE {
        @Override
        void run(SimDisk disk, boolean alone, Promises promises) {
            Life life = Life.begin(disk, alone, promises);
            life.turn().vote(1, 0xa).turn().append(1, 1, 3, 10).turn();
            life.append(4, 1, 4, 900).turn().vote(2, 0xb).turn();
            life.append(7, 2, 4, 900).turn().append(11, 2, 2, 900).turn();
            life.append(13, 2, 1, 20).turn();
            disk.close();
        }
    };

    abstract void run(SimDisk disk, boolean alone, Promises promises);
}
