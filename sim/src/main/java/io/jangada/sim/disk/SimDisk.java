package io.jangada.sim.disk;

import io.jangada.node.storage.Disk;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.chance.Keyed;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A directory in memory that tells what was forced from what was not.
 *
 * <p>Plain operations take no time. A submitted write reaches the memory at once and the medium
 * when its completion runs. One thread owns the disk. The file {@code lock} is a file like any
 * other, as it is on a real disk.
 */
public final class SimDisk implements Disk {
    /** Bytes that land together. */
    public static final int UNIT = Inode.UNIT;

    private final Faults faults;
    private final Later later;
    private final Choice chance;
    private final Map<Fault, Long> effects = new EnumMap<>(Fault.class);
    private final Lock lock = new Lock();

    private Names names = new Names();
    private long room = Long.MAX_VALUE;

    /** Rises when the process dies; completions of an earlier life are never called. */
    private int life;

    /** What is done to the disk. A submitted write is one write per piece and one force. */
    public enum Kind {
        READ,
        WRITE,
        FORCE,
        FORCE_DIRECTORY,
        CREATE,
        RENAME,
        TRUNCATE,
        DELETE,
        LIST,
        SIZE
    }

    /** How it goes wrong. What cannot happen to an operation of this kind does not. */
    public enum Fault {
        NONE,

        /**
         * The operation fails. A force or a force of the directory lets a part land and calls all
         * of it clean; everything else has no effect.
         */
        IO_ERROR,

        /** Creating or writing finds the disk full, maybe half-way; a force fails as above. */
        NO_SPACE,

        /** Reading or writing fails after a part. */
        SHORT,

        /** The medium never sees what was written; memory does. A force forces nothing. */
        LOST,

        /**
         * The medium puts what was written elsewhere in the file; memory has it where it belongs.
         */
        MISDIRECTED,

        /** Reading gives what the medium held before the last force. */
        STALE,

        /** Reading fails, and one unit of it cannot be read until it is written again. */
        UNREADABLE
    }

    /** What goes wrong, and how long things take. Asked before each operation has any effect. */
    @FunctionalInterface
    public interface Faults {
        /** Nothing ever goes wrong, and nothing takes any time. */
        Faults NONE = (_, _) -> Fault.NONE;

        Fault next(Kind kind, String file);

        /** Nanoseconds until a submitted operation is complete. */
        default long latency(Kind kind, String file, long bytes) {
            return 0;
        }
    }

    /** Runs work when so many nanoseconds have passed. */
    @FunctionalInterface
    public interface Later {
        /** Before {@link SimDisk#submit} returns. */
        Later AT_ONCE = (_, work) -> work.run();

        void after(long nanos, Runnable work);
    }

    /** An empty directory. */
    public SimDisk(Faults faults, Later later) {
        this(faults, later, Keyed.of(0, "disk", 0));
    }

    /** An empty directory; {@code chance} decides what a fault does where that is open. */
    public SimDisk(Faults faults, Later later, Choice chance) {
        this.faults = faults;
        this.later = later;
        this.chance = chance;
    }

    @Override
    public List<String> list() throws IOException {
        begin(Kind.LIST, "");
        return List.copyOf(names.now.keySet());
    }

    @Override
    public long size(String file) throws IOException {
        begin(Kind.SIZE, file);
        return names.inode(file).now.length;
    }

    @Override
    public int read(String file, long position, ByteBuffer target) throws IOException {
        Fault fault = faults.next(Kind.READ, file);
        Inode inode = names.inode(file);
        int start = (int) Math.min(position, inode.now.length);
        int count = Math.min(inode.now.length - start, target.remaining());
        switch (fault) {
            case IO_ERROR -> throw failed(fault, Kind.READ, file);
            case UNREADABLE -> {
                if (count > 0) {
                    inode.hide((start + chance.below(count)) / UNIT);
                    throw failed(fault, Kind.READ, file);
                }
            }
            case SHORT -> {
                target.put(inode.now, start, count / 2);
                throw failed(fault, Kind.READ, file);
            }
            default -> {}
        }
        int hidden = inode.unreadable(start, start + (long) count);
        if (hidden >= 0) {
            throw new IOException("cannot read " + file + " at " + (long) hidden * UNIT);
        }
        ByteBuffer fresh = ByteBuffer.wrap(inode.now, start, count);
        ByteBuffer found =
                fault == Fault.STALE ? ByteBuffer.wrap(inode.stale(start, start + count)) : fresh;
        count(fault, !found.equals(fresh));
        target.put(found);
        return count;
    }

    @Override
    public void create(String file, long bytes) throws IOException {
        Fault fault = begin(Kind.CREATE, file);
        Inode old = names.now.get(file);
        long spared = room - used() + (old == null ? 0 : old.now.length);
        boolean full = fault == Fault.NO_SPACE;
        if (bytes > spared || (full && chance.happens(0.5))) {
            throw noSpace(full, Kind.CREATE, file);
        }
        if (old == null) {
            old = new Inode();
            names.change(new Names.Change(null, file, old));
        }
        old.clear((int) (full ? chance.between(0, Math.max(1, bytes)) : bytes));
        if (full) {
            throw noSpace(true, Kind.CREATE, file);
        }
    }

    @Override
    public void write(String file, long position, ByteBuffer bytes) throws IOException {
        Fault fault = begin(Kind.WRITE, file);
        Inode inode = names.inode(file);
        boolean partly = fault == Fault.SHORT || fault == Fault.NO_SPACE;
        int count = partly ? bytes.remaining() / 2 : bytes.remaining();
        int start = (int) position;
        int end = start + count;
        if (end > inode.now.length) {
            if (end - inode.now.length > room - used()) {
                throw noSpace(false, Kind.WRITE, file);
            }
            inode.resize(end);
        }
        boolean strays = fault == Fault.LOST || fault == Fault.MISDIRECTED;
        inode.write(start, bytes.slice(bytes.position(), count), !strays);
        bytes.position(bytes.position() + count);
        if (fault == Fault.MISDIRECTED) {
            inode.misplace(start, chance.below(Inode.units(inode.now.length)) * UNIT, count);
        }
        count(fault, strays && inode.differs(start, end));
        if (partly) {
            throw fault == Fault.SHORT
                    ? failed(fault, Kind.WRITE, file)
                    : noSpace(true, Kind.WRITE, file);
        }
    }

    @Override
    public void force(String file) throws IOException {
        Fault fault = faults.next(Kind.FORCE, file);
        Inode inode = names.inode(file);
        switch (fault) {
            case IO_ERROR, NO_SPACE -> {
                inode.failForce(chance.happens(0.5), _ -> chance.happens(0.5));
                throw fault == Fault.IO_ERROR
                        ? failed(fault, Kind.FORCE, file)
                        : noSpace(true, Kind.FORCE, file);
            }
            case LOST -> count(fault, inode.pending() > 0);
            default -> inode.force(!faults.equals(Faults.NONE));
        }
    }

    @Override
    public void forceDirectory() throws IOException {
        Fault fault = faults.next(Kind.FORCE_DIRECTORY, "");
        if (fault == Fault.LOST) {
            count(fault, !names.changes.isEmpty());
            return;
        }
        boolean fails = fault == Fault.IO_ERROR || fault == Fault.NO_SPACE;
        names.land(() -> !fails || chance.happens(0.5));
        if (fails) {
            throw failed(fault, Kind.FORCE_DIRECTORY, "");
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        begin(Kind.RENAME, from);
        names.change(new Names.Change(from, to, names.inode(from)));
    }

    @Override
    public void truncate(String file, long bytes) throws IOException {
        begin(Kind.TRUNCATE, file);
        Inode inode = names.inode(file);
        if (bytes < inode.now.length) {
            inode.resize((int) bytes);
        }
    }

    @Override
    public void delete(String file) throws IOException {
        begin(Kind.DELETE, file);
        names.inode(file);
        names.change(new Names.Change(file, null, null));
    }

    @Override
    public void lock(String owner) throws IOException {
        lock.take(names, owner);
    }

    @Override
    public void requireLock() throws IOException {
        lock.require(names);
    }

    @Override
    public void submit(Operation operation, Completion done) {
        int begun = life;
        switch (operation) {
            case Operation.Write(String file, List<Piece> pieces) -> {
                long bytes = pieces.stream().mapToLong(piece -> piece.bytes().remaining()).sum();
                IOException failure =
                        attempt(() -> {
                            for (Piece piece : pieces) {
                                write(file, piece.position(), piece.bytes());
                            }
                        });
                finish(
                        begun,
                        faults.latency(Kind.FORCE, file, bytes),
                        () -> {
                            if (failure != null) {
                                throw failure;
                            }
                            force(file);
                        },
                        done);
            }
            case Operation.Read(String file, long position, ByteBuffer target) ->
                    finish(
                            begun,
                            faults.latency(Kind.READ, file, target.remaining()),
                            () -> read(file, position, target),
                            done);
        }
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void finish(int begun, long nanos, Step step, Completion done) {
        later.after(
                nanos,
                () -> {
                    if (begun == life) {
                        done.done(attempt(step));
                    }
                });
    }

    private static @Nullable IOException attempt(Step step) {
        try {
            step.run();
            return null;
        } catch (IOException failure) {
            return failure;
        }
    }

    @Override
    public void close() {
        lock.free();
    }

    /** Before an operation that fails as a whole or not at all; the rest is for the caller. */
    private Fault begin(Kind kind, String file) throws IOException {
        Fault fault = faults.next(kind, file);
        if (fault == Fault.IO_ERROR) {
            throw failed(fault, kind, file);
        }
        return fault;
    }

    private IOException failed(Fault fault, Kind kind, String file) {
        count(fault, true);
        return new IOException("injected into " + kind + " of " + file);
    }

    private NoSpace noSpace(boolean injected, Kind kind, String file) {
        count(Fault.NO_SPACE, injected);
        return new NoSpace("no space left for " + kind + " of " + file, null);
    }

    private long used() {
        long used = 0;
        for (Inode inode : names.now.values()) {
            used += inode.now.length;
        }
        return used;
    }

    /** Lets all files together have so many bytes; what is there already stays. */
    public void room(long bytes) {
        room = bytes;
    }

    /** How often this fault had an effect. */
    public long effects(Fault fault) {
        return effects.getOrDefault(fault, 0L);
    }

    private void count(Fault fault, boolean effective) {
        effects.merge(fault, effective ? 1L : 0L, Long::sum);
    }

    /**
     * The process died. Bytes and names stay as they are, durable or not; the lock is free, and no
     * completion that is due is called any more.
     */
    public void killed() {
        life++;
        lock.free();
    }

    /**
     * The power went and came back. Each pending unit, size and name landed or not; units may also
     * be zeros or {@code garbage}. What is found is durable. Else as in {@link #killed}.
     */
    public void powerCut(Choice choice, boolean garbage) {
        cut(Fates.drawn(choice, garbage));
    }

    /** The same, as {@code fate} says, about numbers from 0 to {@link #pending} - 1. */
    public void cut(Fate fate) {
        Fates fates = new Fates(fate);
        for (Inode inode : names.inodes()) {
            inode.cut(fates);
        }
        names.land(() -> fates.next() == Landing.NEW);
        names.cut();
        killed();
    }

    /** How many units, sizes and names would survive a power cut only by luck. */
    public int pending() {
        int count = names.changes.size();
        for (Inode inode : names.inodes()) {
            count += inode.pending();
        }
        return count;
    }

    /** A disk of its own as this one would be found after a power cut; this one stays. */
    public SimDisk after(Fate fate) {
        SimDisk next = new SimDisk(Faults.NONE, Later.AT_ONCE);
        next.names = names.copy();
        next.room = room;
        next.cut(fate);
        return next;
    }

    /** A disk of its own with only what is durable. */
    public SimDisk worst() {
        return after(_ -> Landing.OLD);
    }

    /** A disk of its own with all that is read now, durable. */
    public SimDisk copy() {
        return copy(Faults.NONE);
    }

    /** The same, and these faults from now on. */
    public SimDisk copy(Faults faults) {
        SimDisk next = new SimDisk(faults, Later.AT_ONCE);
        next.names = names.copy();
        next.room = room;
        next.names.inodes().forEach(Inode::settled);
        next.names.settled();
        return next;
    }

    /** What is clean is read from the medium again, as when memory was short. */
    public void forget() {
        names.inodes().forEach(Inode::forget);
    }

    public boolean has(String file) {
        return names.now.containsKey(file);
    }

    /** Names of all files, sorted, without any fault. */
    public List<String> files() {
        return List.copyOf(names.now.keySet());
    }

    /** A copy of what is read now, without any fault. */
    public byte[] contents(String file) {
        return existing(file).now.clone();
    }

    private Inode existing(String file) {
        Inode inode = names.now.get(file);
        if (inode == null) {
            throw new IllegalArgumentException("there is no " + file);
        }
        return inode;
    }

    /** Turns over one bit at rest. */
    public void flip(String file, int offset, int bit) {
        Inode inode = existing(file);
        inode.damage(offset, new byte[] {(byte) (inode.now[offset] ^ 1 << bit)});
    }

    /** Makes bytes at rest zero. */
    public void zero(String file, int offset, int count) {
        existing(file).damage(offset, new byte[count]);
    }

    /** Puts a copy of bytes at rest to another place of the file. */
    public void misplace(String file, int from, int to, int count) {
        Inode inode = existing(file);
        inode.damage(to, Arrays.copyOfRange(inode.now, from, from + count));
    }

    /** Makes the unit of this byte unreadable until it is written again. */
    public void unreadable(String file, int offset) {
        existing(file).hide(offset / UNIT);
    }

    /** Shortens a file at rest. */
    public void shorten(String file, int bytes) {
        existing(file).shorten(bytes);
    }

    /** Removes a file at rest. */
    public void remove(String file) {
        names.now.remove(file);
        names.durable.remove(file);
    }
}
