package io.jangada.transport;

import io.jangada.node.storage.DurableText;
import io.jangada.raft.ServerId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this member remembers, in a small text file: a line for each other member, its id and its
 * incarnation in hexadecimal. It is never half: written anew beside, forced and renamed, once for
 * each peer. Locked, because every connection asks on a thread of its own.
 */
public final class IncarnationFile implements Incarnations {
    private final Path file;
    private final SortedMap<ServerId, Long> known;

    private IncarnationFile(Path file, SortedMap<ServerId, Long> known) {
        this.file = file;
        this.known = known;
    }

    /**
     * What {@code file} holds; nothing if there is none.
     *
     * @throws IOException when it cannot be read; a member must not start without what it says
     */
    public static IncarnationFile open(Path file) throws IOException {
        SortedMap<ServerId, Long> known = new TreeMap<>();
        if (!Files.exists(file)) {
            return new IncarnationFile(file, known);
        }
        try {
            for (String line : Files.readAllLines(file)) {
                int blank = line.indexOf(' ');
                long member = Long.parseUnsignedLong(line.substring(0, blank), 16);
                if (member == 0) {
                    throw new IllegalArgumentException("a member 0");
                }
                known.put(
                        new ServerId(member),
                        Long.parseUnsignedLong(line.substring(blank + 1), 16));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
            throw new IOException(file + " is damaged", damaged);
        }
        return new IncarnationFile(file, known);
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
