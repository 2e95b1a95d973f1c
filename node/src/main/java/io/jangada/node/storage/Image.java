package io.jangada.node.storage;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The two files of one snapshot: its chunks, and its manifest in two copies. Only the manifest's
 * being there makes the snapshot exist.
 */
record Image(long index, long term) {
    static final String PART = ".part";
    private static final String DATA = "snapshot-";
    private static final String MANIFEST = "manifest-";
    static final String PASSING = ".tmp";

    /** Before the names of damaged files that are out of use. */
    private static final String ASIDE = "damaged-";

    /** Before the manifest in each copy: cluster id, incarnation, place of the copy, length. */
    private static final int HEAD = 24;

    String file() {
        return DATA + name();
    }

    String part() {
        return file() + PART;
    }

    String manifest() {
        return MANIFEST + name();
    }

    String passing() {
        return manifest() + PASSING;
    }

    private String name() {
        return "%016x-%016x".formatted(index, term);
    }

    static boolean isOurs(String file) {
        return file.startsWith(DATA) || file.startsWith(MANIFEST);
    }

    /** Whose manifest {@code file} is, or null if it is another file. */
    static @Nullable Image ofManifest(String file) {
        return file.startsWith(MANIFEST) ? of(file.substring(MANIFEST.length())) : null;
    }

    /** Whose chunks {@code file} has, complete or not, or null if it is another file. */
    static @Nullable Image ofData(String file) {
        if (!file.startsWith(DATA)) {
            return null;
        }
        int end = file.length() - (file.endsWith(PART) ? PART.length() : 0);
        return of(file.substring(DATA.length(), end));
    }

    private static @Nullable Image of(String name) {
        if (!name.matches("[0-9a-f]{16}-[0-9a-f]{16}")) {
            return null;
        }
        return new Image(
                Long.parseUnsignedLong(name.substring(0, 16), 16),
                Long.parseUnsignedLong(name.substring(17), 16));
    }

    /** Bytes from the beginning of one chunk in the file to that of the next. */
    static int stride(int chunkBytes) {
        return Layout.align(chunkBytes + 4, Layout.SECTOR);
    }

    static long fileBytes(Manifest manifest) {
        int last = manifest.chunks() - 1;
        return last < 0
                ? 0
                : (long) last * stride(manifest.chunkBytes()) + manifest.chunkSize(last) + 4;
    }

    /** A checksum that holds for this chunk of this snapshot on this member only. */
    int placed(int crc, int number, Origin origin) {
        return Layout.placed(crc, origin.incarnation() ^ term, index, number);
    }

    void write(Disk disk, Origin origin, int number, int chunkBytes, ByteBuffer contents)
            throws IOException {
        ByteBuffer framed = ByteBuffer.allocate(contents.remaining() + 4);
        framed.put(contents.duplicate()).putInt(placed(Manifest.crc(contents), number, origin));
        disk.write(part(), (long) number * stride(chunkBytes), framed.flip());
    }

    /** The contents of a chunk, or null if they are not there as they were written. */
    @Nullable ByteBuffer read(
            Disk disk, Origin origin, String from, int number, int chunkBytes, int size) {
        ByteBuffer framed = ByteBuffer.allocate(size + 4);
        try {
            disk.read(from, (long) number * stride(chunkBytes), framed);
        } catch (IOException unreadable) {
            return null; // like a checksum that does not hold (R14)
        }
        if (framed.hasRemaining()) {
            return null;
        }
        ByteBuffer contents = framed.flip().slice(0, size);
        int crc = placed(Manifest.crc(contents), number, origin);
        return framed.getInt(size) == crc ? contents : null;
    }

    /** The first chunk that is not there as it was written; negative if all are. */
    int damaged(Disk disk, Origin origin, Manifest manifest) {
        for (int number = 0; number < manifest.chunks(); number++) {
            if (chunk(disk, origin, manifest, number) == null) {
                return number;
            }
        }
        return -1;
    }

    /** The contents of a chunk of a snapshot that exists, or null if it is damaged. */
    @Nullable ByteBuffer chunk(Disk disk, Origin origin, Manifest manifest, int number) {
        int size = manifest.chunkSize(number);
        ByteBuffer found = read(disk, origin, file(), number, manifest.chunkBytes(), size);
        return found != null && manifest.holds(number, found) ? found : null;
    }

    /** Names file, offset and chunk. */
    String where(Manifest manifest, int number) {
        long at = (long) number * stride(manifest.chunkBytes());
        return "%s at %d: chunk %d is damaged".formatted(file(), at, number);
    }

    /** Makes both copies of the manifest, durably, and gives it its name last. */
    void publish(Disk disk, Origin origin, Manifest manifest) throws IOException {
        Bytes encoded = manifest.encode();
        int bytes = copyBytes(encoded.size());
        disk.create(passing(), 2L * bytes);
        for (int place = 0; place < 2; place++) {
            disk.write(passing(), (long) place * bytes, copy(origin, encoded, place));
        }
        disk.force(passing());
        disk.rename(passing(), manifest());
        disk.forceDirectory();
    }

    private static int copyBytes(int encoded) {
        return Layout.align(HEAD + encoded + 4, Layout.BLOCK);
    }

    private static ByteBuffer copy(Origin origin, Bytes encoded, int place) {
        ByteBuffer copy = ByteBuffer.allocate(copyBytes(encoded.size()));
        copy.putLong(origin.clusterId()).putLong(origin.incarnation());
        copy.putInt(place).putInt(encoded.size());
        encoded.writeTo(copy);
        copy.putInt(copy.capacity() - 4, Header.crc(copy, 0, copy.capacity() - 4));
        return copy.clear();
    }

    /**
     * What the copies of a manifest say.
     *
     * @param manifest null if both are bad
     * @param damaged the place of the one that is bad; negative if both are good
     */
    record Copies(@Nullable Manifest manifest, int damaged) {}

    Copies read(Disk disk, Origin origin) throws IOException, Block.Newer {
        long size = disk.size(manifest());
        long bytes = size / 2;
        if (size == 0 || size % (2 * Layout.BLOCK) != 0 || bytes > 1 << 20) {
            return new Copies(null, 0);
        }
        Manifest first = copy(disk, origin, 0, (int) bytes);
        Manifest second = copy(disk, origin, 1, (int) bytes);
        return new Copies(
                first == null ? second : first, first == null ? 0 : second == null ? 1 : -1);
    }

    private @Nullable Manifest copy(Disk disk, Origin origin, int place, int bytes)
            throws Block.Newer {
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        try {
            disk.read(manifest(), (long) place * bytes, copy);
        } catch (IOException unreadable) {
            return null;
        }
        copy.clear();
        int length = copy.getInt(20);
        if (copy.getInt(bytes - 4) != Header.crc(copy, 0, bytes - 4)
                || copy.getLong(0) != origin.clusterId()
                || copy.getLong(8) != origin.incarnation()
                || copy.getInt(16) != place
                || length < 0
                || length > bytes - HEAD - 4) {
            return null;
        }
        Bytes encoded = Bytes.copyOf(copy.slice(HEAD, length));
        int version = Manifest.version(copy.slice(HEAD, length));
        if (version > Manifest.VERSION) {
            throw new Block.Newer(manifest(), version, Manifest.VERSION);
        }
        Manifest manifest = Manifest.decode(encoded);
        boolean ours = manifest != null && manifest.index() == index && manifest.term() == term;
        return ours ? manifest : null;
    }

    /**
     * Out of use, and kept for whoever wants to look at it; of another one that was kept so, the
     * room is given back.
     */
    void putAside(Disk disk) throws IOException {
        List<String> own = List.of(manifest(), file());
        for (String file : disk.list()) {
            if (own.contains(file)) {
                disk.rename(file, ASIDE + file);
            } else if (file.startsWith(ASIDE) && !own.contains(file.substring(ASIDE.length()))) {
                disk.delete(file);
            }
        }
        disk.forceDirectory();
    }

    /** First the manifest: without it, the rest is a leftover. */
    void delete(Disk disk) throws IOException {
        disk.delete(manifest());
        disk.forceDirectory();
        disk.delete(file());
        disk.forceDirectory();
    }
}
