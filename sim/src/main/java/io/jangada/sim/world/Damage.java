package io.jangada.sim.world;

import io.jangada.sim.chance.Choice;
import io.jangada.sim.disk.SimDisk;

import java.io.IOException;
import java.util.List;

/** Damage of files at rest. */
final class Damage {
    private static final int ATTEMPTS = 100;

    private final Choice choice;
    private final Coverage coverage;

    Damage(Choice choice, Coverage coverage) {
        this.choice = choice;
        this.coverage = coverage;
    }

    /** Most of a file is zeros that nobody reads: a byte that is none, if one is found soon. */
    private int place(byte[] bytes) {
        int place = choice.below(bytes.length);
        for (int i = 0; i < ATTEMPTS && bytes[place] == 0; i++) {
            place = choice.below(bytes.length);
        }
        return place;
    }

    /** A place among so many. */
    int below(int bytes) {
        return choice.below(bytes);
    }

    /** Flips one bit of one file; false when there is none yet. */
    boolean rot(SimDisk disk) {
        try {
            List<String> files = disk.list();
            if (files.isEmpty()) {
                return false;
            }
            String file = files.get(choice.below(files.size()));
            int size = (int) disk.size(file);
            if (size == 0) {
                return false;
            }
            disk.flip(file, place(disk.contents(file)), choice.below(8));
            coverage.count("bit flipped");
            return true;
        } catch (IOException impossible) {
            throw new IllegalStateException("a disk at rest does not fail", impossible);
        }
    }
}
