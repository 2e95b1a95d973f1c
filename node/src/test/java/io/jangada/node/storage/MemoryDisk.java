package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A directory that knows what was forced. It can be cut off after any of its operations; what was
 * not forced then stays or goes in units of 512 bytes, and names one by one.
 */
final class MemoryDisk implements Disk {
    static final int UNIT = 512;

    /** What the power cut threw. */
    static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** How a unit that was not forced is found after the cut. */
    enum Landing {
        OLD,
        NEW,
        ZEROS,
        GARBAGE
    }

    /** Decides about the unit with this number. */
    @FunctionalInterface
    interface Fate {
        Landing of(int unit);

        static Fate of(IntPredicate lands) {
            return unit -> lands.test(unit) ? Landing.NEW : Landing.OLD;
        }
    }

    private static final class Inode {
        byte[] now = new byte[0];
        byte[] forced = new byte[0];

        /** What the system calls clean since a force failed, though the disk does not have it. */
        byte @Nullable [] clean;

        void force() {
            byte[] before = forced;
            forced = now.clone();
            for (int i = 0; clean != null && i < forced.length && i < before.length; i++) {
                forced[i] = now[i] == clean[i] ? before[i] : now[i];
            }
        }
    }

    private record Change(@Nullable String removed, @Nullable String put, @Nullable Inode inode) {
        List<String> names() {
            return Stream.of(removed, put).filter(Objects::nonNull).toList();
        }
    }

    private final TreeMap<String, Inode> names = new TreeMap<>();
    private final TreeMap<String, Inode> forcedNames = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    /** Names that the system calls clean since a force failed, though the disk does not. */
    private final TreeSet<String> cleanNames = new TreeSet<>();

    private final List<Inode> inodes = new ArrayList<>();

    /** Operations so far, and after which of them the power goes. */
    int operations;

    int cutAfter = Integer.MAX_VALUE;

    /** Labels of forces that are not done, though they are said to be. */
    Predicate<String> swallowed = label -> false;

    /** Operations that fail, by label; the force of a failed one loses what it should have kept. */
    Predicate<String> failing = label -> false;

    /** Bytes of all files together that there is room for. */
    long room = Long.MAX_VALUE;

    /** Operations that find the disk full, by label. */
    Predicate<String> full = label -> false;

    /** Somebody who does not see the lock has put his own name into it. */
    boolean stolen;

    /** What happens once, just before the next read. */
    @Nullable Runnable beforeRead;

    final List<String> labels = new ArrayList<>();

    /** What was read, written and forced, in this order. */
    final List<Access> accesses = new ArrayList<>();

    /** Bytes that cannot be read: from, and behind which, by file. */
    final Map<String, List<Access>> unreadable = new TreeMap<>();

    record Access(String kind, String file, long from, long to) {
        boolean meets(Access other) {
            return file.equals(other.file) && from < other.to && other.from < to;
        }
    }

    private boolean locked;

    private void step(String label) throws IOException {
        step(label, failing.test(label));
    }

    private void step(String label, boolean fails) throws IOException {
        labels.add(label);
        if (fails) {
            throw new IOException("injected into " + label);
        }
        if (full.test(label)) {
            throw new NoSpace("no space left", null);
        }
    }

    private void stepped() {
        operations++;
        if (operations >= cutAfter) {
            throw new Cut();
        }
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public long size(String file) throws IOException {
        return inode(file).now.length;
    }

    @Override
    public int read(String file, long position, ByteBuffer target) throws IOException {
        Runnable before = beforeRead;
        beforeRead = null;
        if (before != null) {
            before.run();
        }
        byte[] bytes = inode(file).now;
        Access access = note("read", file, position, target.remaining());
        if (unreadable.getOrDefault(file, List.of()).stream().anyMatch(access::meets)) {
            throw new IOException("input/output error");
        }
        int count = Math.clamp(bytes.length - position, 0, target.remaining());
        target.put(bytes, (int) Math.min(position, bytes.length), count);
        return count;
    }

    @Override
    public void create(String file, long bytes) throws IOException {
        step("create " + file);
        long used = 0;
        for (var each : names.entrySet()) {
            used += each.getKey().equals(file) ? 0 : each.getValue().now.length;
        }
        if (used + bytes > room) {
            throw new NoSpace("no space left", null);
        }
        Inode inode = new Inode();
        inode.now = new byte[(int) bytes];
        inodes.add(inode);
        names.put(file, inode);
        change(null, file, inode);
        stepped();
    }

    @Override
    public void write(String file, long position, ByteBuffer bytes) throws IOException {
        step("write " + file);
        put(file, position, bytes);
        stepped();
    }

    private Access note(String kind, String file, long from, long bytes) {
        Access access = new Access(kind, file, from, from + bytes);
        accesses.add(access);
        return access;
    }

    /** {@code bytes} bytes of {@code file} from {@code from} on cannot be read any more. */
    void hide(String file, int from, int bytes) {
        unreadable
                .computeIfAbsent(file, _ -> new ArrayList<>())
                .add(new Access("hidden", file, from, from + bytes));
    }

    private void put(String file, long position, ByteBuffer bytes) throws IOException {
        note("write", file, position, bytes.remaining());
        Inode inode = inode(file);
        long end = position + bytes.remaining();
        if (file.startsWith("snapshot-") && end > inode.now.length) {
            long used = names.values().stream().mapToLong(each -> each.now.length).sum();
            if (used + end - inode.now.length > room) {
                throw new NoSpace("no space left", null);
            }
            inode.now = Arrays.copyOf(inode.now, (int) end);
        }
        byte[] now = inode.now;
        if (end > now.length) {
            throw new IOException("a write behind the end of " + file);
        }
        bytes.get(now, (int) position, bytes.remaining());
    }

    @Override
    public void force(String file) throws IOException {
        forced("force " + file, file);
    }

    private void forced(String label, String file) throws IOException {
        boolean fails = failing.test(label);
        if (fails) {
            inode(file).clean = inode(file).now.clone();
        }
        step(label, fails);
        note("force", file, 0, inode(file).now.length);
        if (!swallowed.test(label)) {
            inode(file).force();
        }
        stepped();
    }

    @Override
    public void forceDirectory() throws IOException {
        String before = labels.isEmpty() ? "start" : labels.getLast();
        boolean fails = failing.test("directory");
        if (fails) {
            changes.forEach(change -> cleanNames.addAll(change.names()));
        }
        step("directory", fails);
        if (!swallowed.test("directory after " + before)) {
            forceNames();
        }
        stepped();
    }

    private void forceNames() {
        forcedNames.keySet().removeIf(name -> !cleanNames.contains(name));
        names.forEach((name, inode) -> {
            if (!cleanNames.contains(name)) {
                forcedNames.put(name, inode);
            }
        });
        changes.removeIf(change -> change.names().stream().noneMatch(cleanNames::contains));
    }

    /** What is changed again is not clean any more. */
    private void change(@Nullable String removed, @Nullable String put, @Nullable Inode inode) {
        Change change = new Change(removed, put, inode);
        changes.add(change);
        change.names().forEach(cleanNames::remove);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step("rename " + from);
        Inode inode = inode(from);
        names.remove(from);
        names.put(to, inode);
        change(from, to, inode);
        stepped();
    }

    @Override
    public void truncate(String file, long bytes) throws IOException {
        step("truncate " + file);
        Inode inode = inode(file);
        inode.now = Arrays.copyOf(inode.now, (int) bytes);
        stepped();
    }

    @Override
    public void delete(String file) throws IOException {
        step("delete " + file);
        inode(file);
        names.remove(file);
        change(file, null, null);
        stepped();
    }

    @Override
    public void lock(String owner) throws IOException {
        if (locked) {
            throw new InUse("the directory is in use by another");
        }
        locked = true;
    }

    @Override
    public void requireLock() throws IOException {
        if (!locked || stolen) {
            throw new InUse("the directory is in use by another");
        }
    }

    @Override
    public void submit(Operation operation, Completion done) {
        IOException failure = null;
        try {
            switch (operation) {
                case Operation.Write(String file, List<Piece> pieces) -> {
                    for (Piece piece : pieces) {
                        write(file, piece.position(), piece.bytes());
                    }
                    forced("submit " + file + " at " + pieces.getFirst().position(), file);
                }
                case Operation.Read(String file, long position, ByteBuffer target) ->
                        read(file, position, target);
            }
        } catch (IOException thrown) {
            failure = thrown;
        }
        done.done(failure);
    }

    @Override
    public void close() {
        locked = false;
    }

    private Inode inode(String file) throws IOException {
        Inode inode = names.get(file);
        if (inode == null) {
            throw new NoSuchFileException(file);
        }
        return inode;
    }

    /** How many units and names are not forced. */
    int pending() {
        int count = changes.size();
        for (Inode inode : inodes) {
            count += inode.now.length != inode.forced.length ? 1 : 0;
            for (int at = 0; at < inode.now.length; at += UNIT) {
                count += differs(inode, at) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean differs(Inode inode, int at) {
        int end = Math.min(at + UNIT, inode.now.length);
        return at >= inode.forced.length
                ? Scan.nonZero(ByteBuffer.wrap(inode.now), at, end) < end
                : !Arrays.equals(
                        inode.now,
                        at,
                        end,
                        inode.forced,
                        at,
                        Math.min(at + UNIT, inode.forced.length));
    }

    /** The directory as it is found after the power came back. */
    MemoryDisk after(Fate fate) {
        MemoryDisk next = new MemoryDisk();
        int unit = 0;
        TreeMap<Integer, Inode> copies = new TreeMap<>();
        for (int i = 0; i < inodes.size(); i++) {
            Inode inode = inodes.get(i);
            Inode copy = new Inode();
            boolean sized =
                    inode.now.length == inode.forced.length || fate.of(unit++) == Landing.NEW;
            copy.now = Arrays.copyOf(inode.forced, sized ? inode.now.length : inode.forced.length);
            for (int at = 0; at < inode.now.length; at += UNIT) {
                if (differs(inode, at)) {
                    land(inode, copy, at, fate.of(unit++));
                }
            }
            copy.forced = copy.now.clone();
            copies.put(i, copy);
            next.inodes.add(copy);
        }
        forcedNames.forEach((name, inode) -> next.names.put(name, copy(copies, inode)));
        for (Change change : changes) {
            if (fate.of(unit++) == Landing.NEW) {
                if (change.removed != null) {
                    next.names.remove(change.removed);
                }
                if (change.put != null && change.inode != null) {
                    next.names.put(change.put, copy(copies, change.inode));
                }
            }
        }
        next.forcedNames.putAll(next.names);
        return next;
    }

    private Inode copy(Map<Integer, Inode> copies, Inode inode) {
        Inode copy = copies.get(inodes.indexOf(inode));
        return Objects.requireNonNull(copy);
    }

    private static void land(Inode inode, Inode copy, int at, Landing landing) {
        int end = Math.min(at + UNIT, copy.now.length);
        for (int i = at; i < end; i++) {
            copy.now[i] =
                    switch (landing) {
                        case OLD -> copy.now[i];
                        case NEW -> inode.now[i];
                        case ZEROS -> 0;
                        case GARBAGE -> (byte) (i * 31 + 7);
                    };
        }
    }

    /** The process was killed: everything is as it was, forced or not. */
    MemoryDisk killed() {
        MemoryDisk next = new MemoryDisk();
        next.names.putAll(names);
        next.forcedNames.putAll(forcedNames);
        next.changes.addAll(changes);
        next.cleanNames.addAll(cleanNames);
        next.inodes.addAll(inodes);
        return next;
    }

    /** A copy of the files, all of it forced. */
    MemoryDisk copy() {
        MemoryDisk next = new MemoryDisk();
        names.forEach((name, inode) -> {
            Inode copy = new Inode();
            copy.now = inode.now.clone();
            copy.forced = inode.now.clone();
            next.names.put(name, copy);
            next.inodes.add(copy);
        });
        next.forcedNames.putAll(next.names);
        return next;
    }

    byte[] bytes(String file) {
        return Objects.requireNonNull(names.get(file)).now;
    }

    /** Shortens a file behind everybody's back. */
    void shorten(String file, int bytes) {
        Inode inode = Objects.requireNonNull(names.get(file));
        inode.now = Arrays.copyOf(inode.now, bytes);
        inode.forced = inode.now.clone();
    }

    void remove(String file) {
        names.remove(file);
        forcedNames.remove(file);
    }
}
