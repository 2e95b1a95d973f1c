package io.jangada.node.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

/**
 * A directory that is only looked at: nothing in it is changed, not even its lock, which is shared
 * with others who look and keeps a member from starting meanwhile. For one thread.
 */
public final class ReadOnlyDisk implements Disk {
    private static final String SEALED = "the directory is only looked at";

    private final Path directory;
    private final ObjIntConsumer<String> watcher;
    private final Map<String, FileChannel> channels = new TreeMap<>();

    private ReadOnlyDisk(Path directory, ObjIntConsumer<String> watcher) {
        this.directory = directory;
        this.watcher = watcher;
    }

    /**
     * @param watcher is told of each read: the file, and how many bytes
     */
    public static Disk open(Path directory, ObjIntConsumer<String> watcher) throws IOException {
        return new ReadOnlyDisk(directory.toRealPath(), watcher);
    }

    @Override
    public List<String> list() throws IOException {
        return FileDisk.list(directory);
    }

    @Override
    public long size(String file) throws IOException {
        return channel(file).size();
    }

    @Override
    public int read(String file, long position, ByteBuffer target) throws IOException {
        int total = FileDisk.readFully(channel(file), position, target);
        watcher.accept(file, total);
        return total;
    }

    /** Where there is no lock, no member has ever been started. */
    @Override
    public void lock(String owner) throws IOException {
        // Of this process: to open and close the file would give the lock up.
        String holder = FileDisk.holder(directory);
        if (holder != null) {
            throw new InUse(directory + " is in use by " + holder);
        }
        Path file = directory.resolve(FileDisk.LOCK);
        if (Files.exists(file)) {
            FileLock held = channel(FileDisk.LOCK).tryLock(0, Long.MAX_VALUE, true);
            if (held == null) {
                throw new InUse(directory + " is in use by " + Files.readString(file).strip());
            }
        }
    }

    @Override
    public void requireLock() {
        // It is held until this is closed, and nothing is written.
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
        channels.clear();
    }

    private FileChannel channel(String file) throws IOException {
        FileChannel channel = channels.get(file);
        if (channel == null) {
            channel = FileChannel.open(directory.resolve(file), StandardOpenOption.READ);
            channels.put(file, channel);
        }
        return channel;
    }

    @Override
    public void create(String file, long bytes) throws IOException {
        throw new IOException(SEALED);
    }

    @Override
    public void write(String file, long position, ByteBuffer bytes) throws IOException {
        throw new IOException(SEALED);
    }

    @Override
    public void force(String file) throws IOException {
        throw new IOException(SEALED);
    }

    @Override
    public void forceDirectory() throws IOException {
        throw new IOException(SEALED);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw new IOException(SEALED);
    }

    @Override
    public void truncate(String file, long bytes) throws IOException {
        throw new IOException(SEALED);
    }

    @Override
    public void delete(String file) throws IOException {
        throw new IOException(SEALED);
    }

    @Override
    public void submit(Operation operation, Completion done) {
        done.done(new IOException(SEALED));
    }
}
