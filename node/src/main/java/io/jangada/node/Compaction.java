package io.jangada.node;

import java.util.ArrayDeque;

/**
 * Counts what is applied, to say up to where the log may be forgotten behind an image, and when one
 * is due because of the time. Owned by the driver.
 */
final class Compaction {
    /** About so many steps divide what is kept, so that not each entry has one. */
    private static final int STEPS = 256;

    /** So many bytes were applied when everything up to {@code index} was. */
    private record Step(long index, long bytes) {}

    private final SnapshotPolicy policy;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private Step now;
    private long imageIndex;
    private long imageAt = Long.MIN_VALUE;

    /** Behind a snapshot of everything up to {@code index}, 0 when there is none. */
    Compaction(SnapshotPolicy policy, long index) {
        this.policy = policy;
        this.now = new Step(index, 0);
        this.imageIndex = index;
        steps.add(now);
    }

    /**
     * Everything up to {@code index} is applied, {@code payloadBytes} of it since the last call.
     */
    void applied(long index, long payloadBytes) {
        if (index <= now.index()) {
            return; // of before a snapshot took its place
        }
        long entries = index - now.index();
        now = new Step(index, now.bytes() + payloadBytes + entries * SnapshotPolicy.ENTRY_BYTES);
        long apart = Math.max(policy.keepBytes(), policy.bytes() / 8) / STEPS;
        if (now.bytes() - steps.getLast().bytes() > apart) {
            steps.addLast(now);
            while (steps.size() > 1 && now.bytes() - second().bytes() >= most()) {
                steps.removeFirst();
            }
        }
    }

    /** So much may be applied until an image is written and this is asked. */
    private long most() {
        return 2 * policy.bytes() + policy.keepBytes();
    }

    private Step second() {
        var each = steps.iterator();
        each.next();
        return each.next();
    }

    /** Whether an image is due although there was no mark for it. */
    boolean isDue(long time) {
        if (imageAt == Long.MIN_VALUE) {
            imageAt = time;
        }
        return now.index() > imageIndex && time - imageAt >= policy.time();
    }

    /** An image of everything up to {@code index} is being written, or is asked for. */
    void began(long index, long time) {
        imageIndex = Math.max(imageIndex, index);
        imageAt = time;
    }

    /** Everything up to {@code index} came as a snapshot. */
    void restored(long index) {
        now = new Step(index, now.bytes());
        imageIndex = index;
        steps.clear();
        steps.add(now);
    }

    int steps() {
        return steps.size();
    }

    /** Up to where a snapshot of everything up to {@code index} lets the log be forgotten. */
    long upTo(long index) {
        long end = 0;
        for (Step step : steps) {
            end = step.index() <= index ? step.bytes() : end;
        }
        long enough = policy.keepBytes() == 0 ? index : 0;
        for (Step step : steps) {
            boolean isEnough = step.index() <= index && end - step.bytes() >= policy.keepBytes();
            enough = isEnough ? step.index() : enough;
        }
        return Math.max(enough, index - policy.keepEntries());
    }
}
