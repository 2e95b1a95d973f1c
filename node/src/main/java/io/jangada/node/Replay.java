package io.jangada.node;

import io.jangada.raft.Bytes;
import io.jangada.raft.Input;
import io.jangada.raft.Malformed;
import io.jangada.raft.Output;
import io.jangada.raft.PeerStatus;
import io.jangada.raft.Probes;
import io.jangada.raft.Raft;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Steps the core again over what a black box recorded, and compares what it orders. */
public final class Replay {
    /** Who looks on. */
    public interface Listener {
        /**
         * A half begins. Without a state in it, and behind a broken invariant, its steps are only
         * told, with no outputs.
         */
        void half(Recording.Half half);

        /**
         * One step was taken.
         *
         * @param now the time of the last tick, in nanoseconds from any origin
         */
        void step(long now, Recording.Step step, List<Output> outputs);

        /** The replay went another way than the recording; there must be none of these. */
        void differs(String what);
    }

    /**
     * Where a replay ended.
     *
     * @param state of the core as {@link Raft#encode(long)} gives it for {@value #SIZES} entries;
     *     empty when an invariant was broken
     */
    public record End(Status status, List<PeerStatus> peers, Bytes state) {}

    /** Of so many entries the sizes are compared. */
    static final int SIZES = 64;

    private final Listener listener;
    private final ArrayDeque<Long> draws = new ArrayDeque<>();
    private @Nullable Raft raft;
    private boolean broken;
    private Recording.@Nullable Half older;
    private long now;

    private Replay(Listener listener) {
        this.listener = listener;
    }

    /** Steps over all of {@code recording}; null when no state in it could be stepped. */
    public static @Nullable End run(Recording.Found recording, Listener listener) {
        Replay replay = new Replay(listener);
        recording.halves().forEach(replay::half);
        Raft raft = replay.raft;
        if (raft == null) {
            return null;
        }
        return new End(
                raft.status(), raft.peers(), replay.broken ? Bytes.EMPTY : raft.encode(SIZES));
    }

    private void half(Recording.Half half) {
        listener.half(half);
        Raft before = broken ? null : raft;
        begin(half);
        compare(half, before);
        older = half;
        for (Recording.Step step : half.steps()) {
            step(step);
        }
    }

    /** Where one half goes on from the other, the state at its beginning has to be ours. */
    private void compare(Recording.Half half, @Nullable Raft before) {
        if (raft == null || before == null || older == null || !half.continues(older)) {
            return;
        }
        // Either may know sizes that the other has forgotten, but not of the newest entries.
        if (!before.encode(SIZES).equals(raft.encode(SIZES))) {
            differs(half.offset(), "the state is another than was recorded");
        }
    }

    private void begin(Recording.Half half) {
        raft = null;
        broken = false;
        if (half.state().isEmpty()) {
            return;
        }
        try {
            raft = Raft.decode(half.state(), half.settings(), this::draw, Probes.NONE);
        } catch (Malformed malformed) {
            differs(half.offset(), "no core has this state: " + malformed.getMessage());
        }
    }

    /** Chance gives what it gave then. */
    private long draw(long min, long max) {
        Long drawn = draws.poll();
        if (drawn == null) {
            throw new IllegalStateException("chance was asked more often than then");
        }
        return drawn;
    }

    private void step(Recording.Step step) {
        if (step.input() instanceof Input.Tick(long at)) {
            now = at;
        }
        Raft core = raft;
        List<Output> outputs = new ArrayList<>();
        if (core == null || broken) {
            listener.step(now, step, outputs);
            return;
        }
        draws.clear();
        draws.addAll(step.draws());
        @Nullable String difference;
        try {
            outputs.addAll(core.step(step.input()));
            difference = difference(step, outputs);
        } catch (RuntimeException thrown) {
            // As the driver does: whatever the core throws means that an invariant does not hold.
            difference = step.broken() ? null : "an invariant does not hold: " + thrown;
            broken = true;
        }
        listener.step(now, step, outputs);
        if (difference != null) {
            differs(step.offset(), difference);
        }
    }

    private @Nullable String difference(Recording.Step step, List<Output> outputs) {
        if (step.broken()) {
            return "no invariant is broken, but one was";
        }
        if (!draws.isEmpty()) {
            return "chance was asked less often than then";
        }
        if (step.outputs() != outputs.size()) {
            return "there are " + outputs.size() + " outputs, but there were " + step.outputs();
        }
        return step.hash() == OutputHash.of(outputs) ? null : "the outputs are others";
    }

    private void differs(long offset, String what) {
        listener.differs("offset " + offset + ": " + what);
    }
}
