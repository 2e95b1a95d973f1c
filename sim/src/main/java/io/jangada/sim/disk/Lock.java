package io.jangada.sim.disk;

import io.jangada.node.storage.Disk;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Who holds the directory: a file with the owner in it, and the system's memory of who locked it.
 * The file is durable at once: after a restart nothing depends on what is in it.
 */
final class Lock {
    private static final String FILE = "lock";

    private @Nullable Inode held;
    private @Nullable String owner;

    void take(Names names, String owner) throws Disk.InUse {
        if (held != null) {
            throw inUse();
        }
        Inode inode = names.now.get(FILE);
        if (inode == null) {
            inode = new Inode();
            names.now.put(FILE, inode);
            names.durable.put(FILE, inode);
        }
        byte[] text = owner.getBytes(StandardCharsets.UTF_8);
        inode.resize(text.length);
        inode.write(0, ByteBuffer.wrap(text), true);
        inode.settled();
        this.owner = owner;
        held = inode;
    }

    /** Throws when the file is another one, or somebody has put another owner into it. */
    void require(Names names) throws Disk.InUse {
        Inode inode = held;
        if (inode == null
                || inode != names.now.get(FILE)
                || !new String(inode.now, StandardCharsets.UTF_8).equals(owner)) {
            throw inUse();
        }
    }

    void free() {
        held = null;
    }

    private static Disk.InUse inUse() {
        return new Disk.InUse("the directory is in use by another");
    }
}
