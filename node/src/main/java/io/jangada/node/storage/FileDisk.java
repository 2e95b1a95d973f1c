package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A directory of the file system. Operations are done on the calling thread. No thread that calls
 * may be interrupted: that would close the file under everybody.
 *
 * <p>Files and directory are readable by their owner only, where the file system knows owners.
 */
public final class FileDisk implements Disk {
    private static final String LOCK = "lock";
    private static final int ZEROS = 1 << 20;
    private static final Set<StandardOpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<StandardOpenOption> ANEW =
            Set.of(
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);

    private final Path directory;
    private final FileAttribute<?>[] attributes;

    /** Lanes use different files, but share this table; hence a concurrent one. */
    private final Map<String, FileChannel> channels = new ConcurrentHashMap<>();

    private @Nullable FileChannel lockChannel;

    private FileDisk(Path directory, FileAttribute<?>[] attributes) {
        this.directory = directory;
        this.attributes = attributes;
    }

    /** Opens {@code directory}, creating it, and its parents, durably if it is not there. */
    public static Disk open(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        createDurably(absolute);
        return new FileDisk(absolute, ownerOnly(absolute, "rw-------"));
    }

    private static void createDurably(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent == null) {
            throw new NoSuchFileException(directory.toString());
        }
        createDurably(parent);
        Files.createDirectory(directory, ownerOnly(parent, "rwx------"));
        forceName(directory);
        forceName(parent);
    }

    private static FileAttribute<?>[] ownerOnly(Path existing, String permissions)
            throws IOException {
        FileStore store = Files.getFileStore(existing);
        if (!store.supportsFileAttributeView("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public long size(String file) throws IOException {
        return channel(file).size();
    }

    @Override
    public int read(String file, long position, ByteBuffer target) throws IOException {
        FileChannel channel = channel(file);
        int total = 0;
        while (target.hasRemaining()) {
            int count = channel.read(target, position + total);
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    @Override
    public void create(String file, long bytes) throws IOException {
        forget(file);
        FileChannel channel = FileChannel.open(directory.resolve(file), ANEW, attributes);
        channels.put(file, channel);
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, ZEROS));
        try {
            for (long position = 0; position < bytes; position += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - position));
                writeFully(channel, position, zeros);
            }
        } catch (IOException failure) {
            throw named(failure);
        }
    }

    @Override
    public void write(String file, long position, ByteBuffer bytes) throws IOException {
        try {
            writeFully(channel(file), position, bytes);
        } catch (IOException failure) {
            throw named(failure);
        }
    }

    private static void writeFully(FileChannel channel, long position, ByteBuffer bytes)
            throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    @Override
    public void force(String file) throws IOException {
        try {
            channel(file).force(true);
        } catch (IOException failure) {
            throw named(failure);
        }
    }

    @Override
    public void forceDirectory() throws IOException {
        forceName(directory);
    }

    private static void forceName(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        forget(from);
        forget(to);
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void truncate(String file, long bytes) throws IOException {
        channel(file).truncate(bytes);
    }

    @Override
    public void delete(String file) throws IOException {
        forget(file);
        Files.delete(directory.resolve(file));
    }

    @Override
    public void lock(String owner) throws IOException {
        Path file = directory.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE),
                        attributes);
        if (!locked(channel)) {
            String holder = Files.readString(file).strip();
            channel.close();
            throw new InUse(directory + " is in use by " + holder);
        }
        channel.truncate(0);
        writeFully(channel, 0, ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
        lockChannel = channel;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException held) {
            return false;
        }
    }

    @Override
    public void submit(Operation operation, Completion done) {
        IOException failure = null;
        try {
            execute(operation);
        } catch (IOException thrown) {
            failure = named(thrown);
        }
        done.done(failure);
    }

    private void execute(Operation operation) throws IOException {
        switch (operation) {
            case Operation.Write(String file, List<Piece> pieces) -> {
                FileChannel channel = channel(file);
                for (Piece piece : pieces) {
                    writeFully(channel, piece.position(), piece.bytes());
                }
                // The file was preallocated and forced with its size: only its bytes changed.
                channel.force(false);
            }
            case Operation.Read(String file, long position, ByteBuffer target) ->
                    read(file, position, target);
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
        channels.clear();
        if (lockChannel != null) {
            lockChannel.close();
        }
    }

    private FileChannel channel(String file) throws IOException {
        FileChannel channel = channels.get(file);
        if (channel == null) {
            channel =
                    FileChannel.open(directory.resolve(file), (Set<? extends OpenOption>) EXISTING);
            FileChannel other = channels.putIfAbsent(file, channel);
            if (other != null) {
                channel.close();
                return other;
            }
        }
        return channel;
    }

    private void forget(String file) throws IOException {
        FileChannel channel = channels.remove(file);
        if (channel != null) {
            channel.close();
        }
    }

    /** The JDK tells a full device only by the system's message. */
    private static IOException named(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left") || message.contains("quota exceeded");
        return full ? new NoSpace(message, failure) : failure;
    }
}
