package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
    static final String LOCK = "lock";
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

    /**
     * The locks that this process holds, and their owners. The system forgets the lock of a process
     * as soon as it closes the file anywhere, so nobody here may open it a second time. Shared by
     * all threads, hence a concurrent one.
     */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private @Nullable Lock lock;

    /** What must stay as it is; {@code key} tells the file apart from one put in its place. */
    private record Lock(FileChannel channel, @Nullable Object key, ByteBuffer owner) {}

    private FileDisk(Path directory, FileAttribute<?>[] attributes) {
        this.directory = directory;
        this.attributes = attributes;
    }

    /** Opens {@code directory}, creating it, and its parents, durably if it is not there. */
    public static Disk open(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        create(absolute);
        // By its real name, or one directory could be opened twice by two names.
        return new FileDisk(absolute.toRealPath(), ownerOnly(absolute, "rw-------"));
    }

    /**
     * Creates {@code directory}, and its parents, durably if it is not there; for its owner only.
     */
    public static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent == null) {
            throw new NoSuchFileException(directory.toString());
        }
        create(parent);
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
        return list(directory);
    }

    /** The names of the files in {@code directory}, in order. */
    static List<String> list(Path directory) throws IOException {
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
        return readFully(channel(file), position, target);
    }

    /** Fills {@code target} as far as the file goes, and answers with how much that is. */
    static int readFully(FileChannel channel, long position, ByteBuffer target) throws IOException {
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
        requireRoom(file, bytes);
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

    /**
     * Known beforehand, so that trying again does not fill a disk on which others write. What the
     * file holds already is given back first.
     */
    private void requireRoom(String file, long bytes) throws IOException {
        FileStore store = Files.getFileStore(directory);
        Path old = directory.resolve(file);
        long room = store.getUsableSpace() + (Files.exists(old) ? Files.size(old) : 0);
        // Some file systems know nothing of their size.
        if (store.getTotalSpace() > 0 && room < bytes) {
            throw new NoSpace(file + " needs " + bytes + " bytes, there are " + room, null);
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
        Files.delete(directory.resolve(file));
        // Last: whoever reads it now may have opened it, and an open file keeps its room.
        forget(file);
    }

    /** Who has locked {@code directory}, by its real name, in this process; null if nobody has. */
    static @Nullable String holder(Path directory) {
        return HELD.get(directory);
    }

    @Override
    public void lock(String owner) throws IOException {
        String holder = HELD.putIfAbsent(directory, owner);
        if (holder != null) {
            throw new InUse(directory + " is in use by " + holder);
        }
        try {
            lock = locked(owner);
        } finally {
            if (lock == null) {
                HELD.remove(directory);
            }
        }
    }

    private Lock locked(String owner) throws IOException {
        Path file = directory.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE),
                        attributes);
        Lock taken = null;
        try {
            FileLock held = channel.tryLock();
            if (held == null) {
                throw new InUse(directory + " is in use by " + Files.readString(file).strip());
            }
            ByteBuffer text = ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8));
            writeFully(channel, 0, text);
            channel.truncate(text.limit());
            taken = new Lock(channel, key(file), text.flip());
            return taken;
        } finally {
            if (taken == null) {
                channel.close();
            }
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Reads through the channel that holds the lock: closing another one would give it up. */
    @Override
    public void requireLock() throws IOException {
        Lock held = lock;
        if (held == null) {
            throw new InUse(directory + " is not locked");
        }
        ByteBuffer found = ByteBuffer.allocate(held.owner.limit() + 1);
        int count = held.channel.read(found, 0);
        if (count != held.owner.limit() || !found.flip().equals(held.owner.slice())) {
            throw new InUse(directory + " was taken by another owner");
        }
        if (!Objects.equals(key(directory.resolve(LOCK)), held.key)) {
            throw new InUse(directory + ": the file " + LOCK + " was replaced");
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
        Lock held = lock;
        if (held != null) {
            lock = null;
            held.channel.close();
            HELD.remove(directory);
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
