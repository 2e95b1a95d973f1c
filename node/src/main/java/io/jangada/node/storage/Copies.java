package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A small file of two copies of the same {@link Block}. Each is written and forced before the other
 * is touched, so that one of them is whole at any time.
 *
 * @param best the valid copy with the higher sequence, or null if there is none
 * @param damaged whether a copy is not valid, as an interrupted write or a fault of the disk leaves
 *     it
 */
record Copies(@Nullable Block best, boolean damaged) {
    static final int BYTES = 2 * Block.BYTES;

    static Copies read(Disk disk, String file, Block.Kind kind) throws Block.Newer {
        Block first = Block.read(disk, file, kind, 0);
        Block second = Block.read(disk, file, kind, 1);
        if (first == null || second == null) {
            return new Copies(first == null ? second : first, true);
        }
        return new Copies(first.sequence() >= second.sequence() ? first : second, false);
    }

    /** What both copies hold. */
    record Text(Block.Kind kind, int version, Origin origin, long sequence, ByteBuffer body) {
        Block block(int place) {
            return new Block(
                    kind, version, place, origin.clusterId(), origin.incarnation(), sequence, body);
        }
    }

    /** Makes the file under a passing name, then names it. Forces the directory last. */
    static void create(Disk disk, String file, Text text) throws IOException {
        String passing = file + ".tmp";
        disk.create(passing, BYTES);
        for (int place = 0; place < 2; place++) {
            disk.write(passing, (long) place * Block.BYTES, text.block(place).encode());
        }
        disk.force(passing);
        disk.rename(passing, file);
        disk.forceDirectory();
    }

    /** Rewrites both copies, {@code first} (0 or 1) before the other. */
    static void rewrite(Disk disk, String file, int first, Text text) throws IOException {
        for (int place : new int[] {first, 1 - first}) {
            disk.write(file, (long) place * Block.BYTES, text.block(place).encode());
            disk.force(file);
        }
    }
}
