package io.jangada.server;

import io.jangada.raft.ServerId;
import io.jangada.transport.Incarnations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this member remembers of the others' data directories: a line for each, its id and its
 * incarnation in hexadecimal. Locked, because every connection asks on a thread of its own; it is
 * written once for each peer.
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
            DurableText.write(file, text.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be written", failed);
        }
        // Only now: what is not durable must not be taken for known at the next hello.
        known.put(member, incarnation);
    }
}
