package io.jangada.sim.world;

import io.jangada.sim.chance.Choice;
import io.jangada.sim.disk.SimDisk;

import java.io.IOException;
import java.util.List;

/** Damage of files at rest. */
final class Damage {
    private final Choice choice;
    private final Coverage coverage;

    Damage(Choice choice, Coverage coverage) {
        this.choice = choice;
        this.coverage = coverage;
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
            disk.flip(file, choice.below(size), choice.below(8));
            coverage.count("bit flipped");
            return true;
        } catch (IOException impossible) {
            throw new IllegalStateException("a disk at rest does not fail", impossible);
        }
    }
}
