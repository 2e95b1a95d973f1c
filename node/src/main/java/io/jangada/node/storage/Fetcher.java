package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * {@link Lane#FETCH}: reads entries from the files, checking every byte of them again.
 *
 * <p>The queue is concurrent: the thread of the core puts what this lane takes.
 */
final class Fetcher {
    private static final int CHUNK = 256 << 10;
    private static final int RUNS_MAX = 1024;

    private final Disk disk;
    private final Origin origin;
    private final Latch latch;
    private final Journal.Listener listener;
    private final Places places;
    private final ArrayBlockingQueue<Request> requests;
    private ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private boolean reading;
    private int asked;

    Fetcher(
            Disk disk,
            Origin origin,
            Latch latch,
            Journal.Listener listener,
            Places places,
            int requestsMax) {
        this.disk = disk;
        this.origin = origin;
        this.latch = latch;
        this.listener = listener;
        this.places = places;
        this.requests = new ArrayBlockingQueue<>(requestsMax);
    }

    /** What is asked for, and what was found so far. */
    static final class Request {
        final long first;
        final long last;
        final long bytesMax;
        final Journal.Fetched done;
        private final List<Payload> payloads = new ArrayList<>();
        private final List<Long> terms = new ArrayList<>();
        private long bytes;

        Request(long first, long last, long bytesMax, Journal.Fetched done) {
            this.first = first;
            this.last = last;
            this.bytesMax = bytesMax;
            this.done = done;
        }

        private long next() {
            return first + payloads.size();
        }

        private boolean wants(int size) {
            return next() <= last && (payloads.isEmpty() || bytes + size <= bytesMax);
        }

        private void add(long term, Payload payload) {
            terms.add(term);
            payloads.add(payload);
            bytes += payload.size();
        }

        private void finish() {
            long[] found = terms.stream().mapToLong(Long::longValue).toArray();
            int[] sizes = payloads.stream().mapToInt(Payload::size).toArray();
            done.fetched(Entries.of(first, found, Sizes.of(sizes)), payloads);
        }
    }

    boolean fetch(Request request) {
        boolean taken = requests.offer(request);
        listener.due(Lane.FETCH);
        return taken;
    }

    boolean turn() {
        if (reading || latch.closed()) {
            return false;
        }
        Request request = requests.poll();
        if (request == null) {
            return false;
        }
        List<Places.Run> runs = places.runs(request.first, RUNS_MAX);
        if (runs.isEmpty()) {
            request.finish();
            return true;
        }
        read(request, runs, runs.getFirst().offset(), CHUNK);
        return true;
    }

    private void read(Request request, List<Places.Run> runs, int offset, int bytes) {
        if (bytes > chunk.capacity()) {
            chunk = ByteBuffer.allocateDirect(bytes);
        }
        chunk.clear().limit(bytes);
        asked = bytes;
        reading = true;
        disk.submit(
                new Disk.Operation.Read(Layout.segment(runs.getFirst().number()), offset, chunk),
                failure -> done(request, runs, offset, failure));
    }

    private void done(
            Request request, List<Places.Run> runs, int offset, @Nullable IOException failure) {
        reading = false;
        if (latch.closed()) {
            return;
        }
        if (places.forgot(runs.getFirst().number())) {
            request.finish(); // compacted while it was read
            listener.due(Lane.FETCH);
            return;
        }
        String file = Layout.segment(runs.getFirst().number());
        if (failure != null) {
            latch.fail("read of " + file + " at " + offset + " failed", failure);
            return;
        }
        chunk.flip();
        Stopped stopped = parse(request, runs, offset);
        if (request.payloads.isEmpty() && stopped.why != Why.ENOUGH) {
            if (stopped.why == Why.DAMAGED || atEnd()) {
                latch.fail(
                        file + " at " + stopped.offset + ": entry " + request.first + " is damaged",
                        new IOException("a checksum does not hold"));
                return;
            }
            read(request, runs, stopped.offset, stopped.bytes);
            return;
        }
        request.finish();
        listener.due(Lane.FETCH);
    }

    /** Whether the file gave less than was asked for. */
    private boolean atEnd() {
        return chunk.limit() < asked;
    }

    private enum Why {
        ENOUGH,
        CHUNK_ENDS,
        DAMAGED
    }

    /** Where reading stopped, and how many bytes from there on are needed to go on. */
    private record Stopped(Why why, int offset, int bytes) {}

    private Stopped parse(Request request, List<Places.Run> runs, int start) {
        long number = runs.getFirst().number();
        for (Places.Run run : runs) {
            if (run.number() != number) {
                break;
            }
            int offset = Math.max(run.offset(), start);
            Header header;
            do {
                if (offset - start + Header.BYTES > chunk.limit()) {
                    return new Stopped(Why.CHUNK_ENDS, offset, CHUNK);
                }
                header = Header.read(chunk, offset - start, offset, origin, number);
                if (header == null) {
                    return new Stopped(Why.DAMAGED, offset, 0);
                }
                Stopped stopped = take(request, header, start);
                if (stopped != null) {
                    return stopped;
                }
                offset = header.end();
            } while (header.index() < run.last());
        }
        return new Stopped(Why.ENOUGH, start, 0);
    }

    /** Null to go on. */
    private @Nullable Stopped take(Request request, Header header, int start) {
        if (header.index() < request.first) {
            return null;
        }
        if (header.index() != request.next()) {
            return new Stopped(Why.DAMAGED, header.offset(), 0);
        }
        Payload.Kind kind = kind(header.type());
        if (kind == null || !request.wants(header.length())) {
            return new Stopped(Why.ENOUGH, header.offset(), 0);
        }
        int total = Header.total(header.length());
        int at = header.payload() - start;
        if (at - Header.BYTES + total > chunk.limit()) {
            return new Stopped(Why.CHUNK_ENDS, header.offset(), Math.max(total, CHUNK));
        }
        if (Header.crc(chunk, at, header.length()) != chunk.getInt(at + header.length())) {
            return new Stopped(Why.DAMAGED, header.offset(), 0);
        }
        Bytes bytes = Bytes.copyOf(chunk.slice(at, header.length()));
        request.add(header.term(), new Payload(kind, bytes));
        return null;
    }

    private static Payload.@Nullable Kind kind(Type type) {
        return switch (type) {
            case NO_OP -> Payload.Kind.NO_OP;
            case COMMAND -> Payload.Kind.COMMAND;
            case CONFIGURATION -> Payload.Kind.CONFIGURATION;
            case TRUNCATE, MARK, FAULTY, SUSPECT, RESET -> null;
        };
    }
}
