package io.jangada.server;

import io.jangada.raft.ServerId;
import io.jangada.transport.Incarnations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this member remembers of the others' data directories: a line for each, its id and its
 * incarnation in hexadecimal. Written anew beside, forced and renamed, so that it is never half.
 * Locked, because every connection asks on a thread of its own; it is written once for each peer.
 */
final class PeerFile implements Incarnations {
    private final Path file;
    private final SortedMap<ServerId, Long> known;

    private PeerFile(Path file, SortedMap<ServerId, Long> known) {
        this.file = file;
        this.known = known;
    }

    static PeerFile open(Path file) throws CannotStart {
        SortedMap<ServerId, Long> known = new TreeMap<>();
        if (!Files.exists(file)) {
            return new PeerFile(file, known);
        }
        try {
            for (String line : Files.readAllLines(file)) {
                int blank = line.indexOf(' ');
                known.put(
                        new ServerId(Long.parseUnsignedLong(line.substring(0, blank), 16)),
                        Long.parseUnsignedLong(line.substring(blank + 1), 16));
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            throw new CannotStart(file + " cannot be read", damaged);
        }
        return new PeerFile(file, known);
    }

    @Override
    public synchronized long known(ServerId member) {
        return known.getOrDefault(member, 0L);
    }

    @Override
    public synchronized void remember(ServerId member, long incarnation) {
        SortedMap<ServerId, Long> next = new TreeMap<>(known);
        next.put(member, incarnation);
        StringBuilder text = new StringBuilder();
        next.forEach((id, value) ->
                text.append(id).append(' ').append(Long.toHexString(value)).append('\n'));
        try {
            write(text.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be written", failed);
        }
        // Only now: what is not durable must not be taken for known at the next hello.
        known.put(member, incarnation);
    }

    private void write(String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
