package io.jangada.node;

import io.jangada.node.storage.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** A disk in memory that never fails and forgets nothing, unless it is told to fail. */
final class HeapDisk implements Disk {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private boolean locked;
    boolean failing;
    boolean boxFailing;

    /** Nothing new finds room. */
    boolean full;

    /** Nanoseconds that each write takes, those under way too. */
    long takes;

    private LongSupplier clock = () -> 0;
    private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();

    private record UnderWay(long since, Operation operation, Completion done) {}

    /** How often a file was made, or tried to be. */
    int creates;

    /** What a file holds, to be changed at will. */
    byte[] bytes(String name) {
        return Objects.requireNonNull(files.get(name));
    }

    private byte[] file(String name) throws IOException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        return bytes;
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public long size(String file) throws IOException {
        return file(file).length;
    }

    @Override
    public int read(String file, long position, ByteBuffer target) throws IOException {
        byte[] bytes = file(file);
        int count = (int) Math.min(target.remaining(), Math.max(0, bytes.length - position));
        target.put(bytes, (int) position, count);
        return count;
    }

    @Override
    public void create(String file, long bytes) throws IOException {
        creates++;
        if (full) {
            throw new NoSpace("no space left", null);
        }
        files.put(file, new byte[(int) bytes]);
    }

    @Override
    public void write(String file, long position, ByteBuffer bytes) throws IOException {
        if (boxFailing && file.equals(BoxLayout.FILE)) {
            throw new IOException("input/output error");
        }
        byte[] old = file(file);
        int end = (int) position + bytes.remaining();
        byte[] target = end > old.length ? Arrays.copyOf(old, end) : old;
        bytes.get(target, (int) position, bytes.remaining());
        files.put(file, target);
    }

    @Override
    public void force(String file) throws IOException {
        file(file);
    }

    @Override
    public void forceDirectory() {}

    @Override
    public void rename(String from, String to) throws IOException {
        files.put(to, file(from));
        files.remove(from);
    }

    @Override
    public void truncate(String file, long bytes) throws IOException {
        files.put(file, Arrays.copyOf(file(file), (int) bytes));
    }

    @Override
    public void delete(String file) {
        files.remove(file);
    }

    @Override
    public void lock(String owner) throws IOException {
        if (locked) {
            throw new InUse("in use");
        }
        locked = true;
    }

    @Override
    public void requireLock() {}

    /** Another process: what was under way for the one before is never reported. */
    void opened(LongSupplier virtual) {
        clock = virtual;
        underWay.clear();
    }

    /** Completes what has taken its time. */
    boolean turn() {
        boolean worked = false;
        for (UnderWay next = underWay.peek();
                next != null && clock.getAsLong() - next.since >= takes;
                next = underWay.peek()) {
            underWay.remove();
            complete(next.operation, next.done);
            worked = true;
        }
        return worked;
    }

    @Override
    public void submit(Operation operation, Completion done) {
        if (takes > 0 && operation instanceof Operation.Write) {
            underWay.add(new UnderWay(clock.getAsLong(), operation, done));
        } else {
            complete(operation, done);
        }
    }

    private void complete(Operation operation, Completion done) {
        try {
            if (failing) {
                throw new IOException("input/output error");
            }
            switch (operation) {
                case Operation.Write(String file, List<Piece> pieces) -> {
                    for (Piece piece : pieces) {
                        write(file, piece.position(), piece.bytes());
                    }
                }
                case Operation.Read(String file, long position, ByteBuffer target) ->
                        read(file, position, target);
            }
        } catch (IOException failed) {
            done.done(failed);
            return;
        }
        done.done(null);
    }

    @Override
    public void close() {
        locked = false;
    }
}
