package io.jangada.sim.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Bytes of one file: what is read now, and what is on the medium.
 *
 * <p>A unit is <i>dirty</i> when it was written and no force of it was tried since. Units that are
 * clean may differ all the same: a force failed, or the medium lost a write. Beyond {@code durable}
 * the medium holds zeros.
 */
final class Inode {
    static final int UNIT = 512;

    byte[] now = new byte[0];
    byte[] durable = new byte[0];

    /** What the medium held before; it is kept for stale reads, by disks that may be asked. */
    private byte[] before = new byte[0];

    private final BitSet dirty = new BitSet();

    /** Units of the medium that cannot be read. What was written since is read from memory. */
    private final BitSet unreadable = new BitSet();

    private boolean sizeDirty;

    /** Whether another file, or {@link #durable} of this one, has the array too: copy to write. */
    private boolean nowShared;

    private boolean durableShared;
    private boolean beforeShared;

    /** Takes no room for bytes until one of the two is written. */
    Inode copy() {
        nowShared = true;
        durableShared = true;
        beforeShared = true;
        Inode copy = new Inode();
        copy.now = now;
        copy.durable = durable;
        copy.before = before;
        copy.nowShared = true;
        copy.durableShared = true;
        copy.beforeShared = true;
        copy.dirty.or(dirty);
        copy.unreadable.or(unreadable);
        copy.sizeDirty = sizeDirty;
        return copy;
    }

    private byte[] ownNow() {
        if (nowShared) {
            now = now.clone();
            nowShared = false;
        }
        return now;
    }

    private byte[] ownDurable() {
        if (durableShared) {
            durable = durable.clone();
            durableShared = false;
        }
        return durable;
    }

    private byte[] ownBefore(int bytes) {
        if (beforeShared || before.length != bytes) {
            before = Arrays.copyOf(before, bytes);
            beforeShared = false;
        }
        return before;
    }

    private void now(byte[] bytes) {
        now = bytes;
        nowShared = false;
    }

    private void durable(byte[] bytes) {
        durable = bytes;
        durableShared = false;
    }

    /** What is read and what is on the medium is one. */
    private void share() {
        nowShared = true;
        durableShared = true;
    }

    static int units(int bytes) {
        return (bytes + UNIT - 1) / UNIT;
    }

    /** Makes the file one of {@code bytes} zeros. */
    void clear(int bytes) {
        dirty.set(0, units(Math.max(now.length, durable.length)));
        sizeDirty |= bytes != now.length || bytes != durable.length;
        now(new byte[bytes]);
    }

    void resize(int bytes) {
        if (bytes < now.length) {
            dirty.set(bytes / UNIT, units(now.length));
        }
        if (bytes != now.length) {
            sizeDirty = true;
            now(Arrays.copyOf(now, bytes));
        }
    }

    /**
     * Puts bytes where there is room already; without {@code reaching} the medium never sees it.
     */
    void write(int position, ByteBuffer bytes, boolean reaching) {
        int end = position + bytes.remaining();
        bytes.get(ownNow(), position, bytes.remaining());
        if (position < end) {
            dirty.set(position / UNIT, units(end), reaching);
        }
    }

    /** Whether what was written there is not what the medium has. */
    boolean differs(int from, int to) {
        int end = Math.min(to, durable.length);
        return end < to || !Arrays.equals(now, from, end, durable, from, end);
    }

    /** Puts on the medium what memory has elsewhere. */
    void misplace(int from, int to, int count) {
        int end = Math.min(to + count, durable.length);
        if (to < end) {
            System.arraycopy(now, from, ownDurable(), to, end - to);
        }
    }

    /** The first unit from {@code from} to {@code to} that cannot be read, or -1. */
    int unreadable(long from, long to) {
        int last = units((int) Math.min(to, now.length));
        for (int unit = unreadable.nextSetBit((int) (from / UNIT));
                unit >= 0 && unit < last;
                unit = unreadable.nextSetBit(unit + 1)) {
            if (!dirty.get(unit)) {
                return unit;
            }
        }
        return -1;
    }

    void hide(int unit) {
        unreadable.set(unit);
    }

    /** All that is dirty is on the medium, and so is the size. */
    void force(boolean remembering) {
        landSize(true);
        for (int from = dirty.nextSetBit(0); from >= 0; from = dirty.nextSetBit(from + 1)) {
            int to = dirty.nextClearBit(from);
            land(from, to, remembering);
            unreadable.clear(from, to);
            from = to;
        }
        dirty.clear();
    }

    /** What {@code lands} names is on the medium, the rest is not; all is called clean. */
    void failForce(boolean sizeLands, IntPredicate lands) {
        landSize(sizeLands);
        for (int unit = dirty.nextSetBit(0); unit >= 0; unit = dirty.nextSetBit(unit + 1)) {
            if (lands.test(unit)) {
                land(unit, unit + 1, false);
                unreadable.clear(unit);
            }
        }
        dirty.clear();
    }

    private void landSize(boolean lands) {
        if (sizeDirty && lands && durable.length != now.length) {
            durable(Arrays.copyOf(durable, now.length));
        }
        sizeDirty = false;
    }

    private void land(int from, int to, boolean remembering) {
        int start = from * UNIT;
        int end = Math.min(to * UNIT, Math.min(now.length, durable.length));
        if (start >= end) {
            return;
        }
        if (remembering) {
            System.arraycopy(durable, start, ownBefore(durable.length), start, end - start);
        }
        System.arraycopy(now, start, ownDurable(), start, end - start);
    }

    /** What the medium held before the last force, where it remembers. */
    byte[] stale(int from, int to) {
        byte[] old = Arrays.copyOfRange(now, from, to);
        int end = Math.min(to, before.length);
        if (from < end) {
            System.arraycopy(before, from, old, 0, end - from);
        }
        return old;
    }

    /** How many units, and sizes, may or may not survive a cut of the power. */
    int pending() {
        int count = sizePending() ? 1 : 0;
        for (int unit = dirty.nextSetBit(0); unit >= 0; unit = dirty.nextSetBit(unit + 1)) {
            count += differs(unit) ? 1 : 0;
        }
        return count;
    }

    private boolean sizePending() {
        return sizeDirty && now.length != durable.length;
    }

    /**
     * Whether a unit would be another one if it did not land; beyond its end the medium is zero.
     */
    private boolean differs(int unit) {
        int start = unit * UNIT;
        int end = Math.min(start + UNIT, now.length);
        int middle = Math.min(end, durable.length);
        if (start < middle && !Arrays.equals(now, start, middle, durable, start, middle)) {
            return true;
        }
        for (int at = Math.max(start, middle); at < end; at++) {
            if (now[at] != 0) {
                return true;
            }
        }
        return false;
    }

    /** The power goes: asks for the fate of all that is pending, in a fixed order. */
    void cut(Fates fates) {
        byte[] landed = durable;
        boolean copied = sizePending() && fates.next() == Landing.NEW;
        if (copied) {
            landed = Arrays.copyOf(durable, now.length);
        }
        for (int unit = dirty.nextSetBit(0); unit >= 0; unit = dirty.nextSetBit(unit + 1)) {
            if (differs(unit)) {
                Landing landing = fates.next();
                if (landing != Landing.OLD) {
                    unreadable.clear(unit);
                    landed = copied ? landed : landed.clone();
                    copied = true;
                    settle(landed, unit, landing);
                }
            }
        }
        durable = landed;
        now = landed;
        share();
        dirty.clear();
        sizeDirty = false;
    }

    private void settle(byte[] landed, int unit, Landing landing) {
        int end = Math.min((unit + 1) * UNIT, Math.min(landed.length, now.length));
        for (int at = unit * UNIT; at < end; at++) {
            landed[at] =
                    switch (landing) {
                        case OLD -> landed[at];
                        case NEW -> now[at];
                        case ZEROS -> 0;
                        case GARBAGE -> (byte) (at * 31 + 7);
                    };
        }
    }

    /** All that is read now is on the medium. */
    void settled() {
        durable = now;
        share();
        before = new byte[0];
        beforeShared = false;
        dirty.clear();
        sizeDirty = false;
    }

    /** What is clean is read from the medium from now on. */
    void forget() {
        int size = sizeDirty ? now.length : durable.length;
        byte[] fresh = Arrays.copyOf(durable, size);
        for (int unit = dirty.nextSetBit(0); unit >= 0; unit = dirty.nextSetBit(unit + 1)) {
            int end = Math.min((unit + 1) * UNIT, Math.min(size, now.length));
            for (int at = unit * UNIT; at < end; at++) {
                fresh[at] = now[at];
            }
        }
        now(fresh);
    }

    /** Damage on the medium; memory sees it too, as it would after a restart. */
    void damage(int position, byte[] bytes) {
        System.arraycopy(bytes, 0, ownNow(), position, bytes.length);
        int count = Math.min(bytes.length, durable.length - position);
        if (count > 0) {
            System.arraycopy(bytes, 0, ownDurable(), position, count);
        }
    }

    void shorten(int bytes) {
        now(Arrays.copyOf(now, Math.min(bytes, now.length)));
        durable(Arrays.copyOf(durable, Math.min(bytes, durable.length)));
    }
}
