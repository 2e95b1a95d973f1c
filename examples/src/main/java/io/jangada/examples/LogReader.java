package io.jangada.examples;

import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.Node;
import io.jangada.node.ReadMode;
import io.jangada.node.ReadOutcome;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A log to which any member appends and that is read on any. A command is "writer number line": one
 * that comes again, as after an unknown outcome, is not appended again.
 */
final class LogReader implements StateMachine<Long> {
    /** By place, from 1. Changed by the thread that applies, read by any; no line ever goes. */
    private volatile ConcurrentSkipListMap<Long, Bytes> lines = new ConcurrentSkipListMap<>();

    /** What each writer appended last. */
    private final TreeMap<String, Last> last = new TreeMap<>();

    private record Last(long number, long place) {}

    /** Gives the place of its writer's last line; 0 for what is no such command. */
    @Override
    public Long apply(long index, Bytes command) {
        String[] words = command.text().split(" ", 3);
        if (words.length < 3 || !words[1].matches("[0-9]{1,18}")) {
            return 0L; // an exception would stop every member
        }
        Last newest = new Last(Long.parseLong(words[1]), end() + 1);
        Last old = last.get(words[0]);
        if (old != null && old.number >= newest.number) {
            return old.place;
        }
        last.put(words[0], newest);
        lines.put(newest.place, command);
        return newest.place;
    }

    private long end() {
        return lines.isEmpty() ? 0 : lines.lastKey();
    }

    /** Lines do not change, so they are written while others are appended. */
    @Override
    public Image image() {
        var each = lines.headMap(end() + 1).values().iterator();
        return () -> each.hasNext() ? sized(each.next()) : null;
    }

    private static Bytes sized(Bytes line) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + line.size()).putInt(line.size());
        line.writeTo(buffer);
        return Bytes.copyOf(buffer.flip());
    }

    @Override
    public Loader loader() {
        return Loader.whole(image -> {
            LogReader loaded = new LogReader();
            for (ByteBuffer rest = image.buffer(); rest.hasRemaining(); ) {
                byte[] line = new byte[rest.getInt()];
                rest.get(line);
                var _ = loaded.apply(0, Bytes.owned(line));
            }
            last.clear();
            last.putAll(loaded.last);
            lines = loaded.lines;
        });
    }

    /** Gives the lines from {@code place} on: all that were acknowledged anywhere before this. */
    ReadOutcome tail(Node<Long> member, long place, BiConsumer<Long, String> reader) {
        ReadOutcome outcome = member.read(ReadMode.READ_INDEX).join();
        if (outcome instanceof ReadOutcome.Ready) { // else ask another, from the same place on
            lines.tailMap(place).forEach((at, line) -> reader.accept(at, line.text()));
        }
        return outcome;
    }

    static void run(Path directory, Consumer<String> out) {
        LogReader third = new LogReader();
        var logs = List.of(new LogReader(), new LogReader(), third);
        try (Cluster<Long> cluster = Cluster.open(directory, logs)) {
            out.accept("" + cluster.ask("anna 1 good morning"));
            out.accept("" + cluster.ask("anna 1 good morning")); // as if the first were unknown
            third.tail(cluster.members().get(2), 1, (at, line) -> out.accept(at + ": " + line));
        }
    }
}
