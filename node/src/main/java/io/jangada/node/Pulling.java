package io.jangada.node;

import io.jangada.node.storage.Manifest;
import io.jangada.node.storage.Payload;
import io.jangada.node.storage.Snapshots;
import io.jangada.node.storage.Snapshots.Outcome;
import io.jangada.raft.Bytes;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One snapshot that is pulled: first its manifest, then what of its chunks is not here yet, then it
 * is read again and exists. What is here outlives this object and the process.
 */
final class Pulling {
    enum State {
        /** Something was done, and more is to be done at once. */
        BUSY,
        /** For an answer. */
        WAITS,
        /** The snapshot exists. */
        DONE,
        /** Nobody has it, or there is no room. */
        GIVEN_UP
    }

    private enum Phase {
        ASKING,
        FINDING_OUT,
        FILLING,
        FINISHING
    }

    private final Snapshots files;
    final Fetching sources;
    private @Nullable Manifest manifest;
    private Phase phase = Phase.ASKING;
    private boolean failed;

    Pulling(Snapshots files, Fetching sources) {
        this.files = files;
        this.sources = sources;
    }

    boolean isFor(Message.SnapshotChunk chunk) {
        return sources.snapshot.lastIncludedIndex() == chunk.lastIncludedIndex()
                && sources.snapshot.lastIncludedTerm() == chunk.lastIncludedTerm();
    }

    /**
     * @param open whether more may be asked for at the moment
     */
    State turn(long now, boolean open, Fetching.Ask ask) {
        if (failed) {
            return State.GIVEN_UP;
        }
        return switch (phase) {
            case ASKING -> ask(List.of(Fetching.MANIFEST), now, open, ask);
            case FINDING_OUT -> work(Phase.FILLING);
            case FILLING -> fill(now, open, ask);
            case FINISHING -> work(Phase.ASKING);
        };
    }

    private State ask(List<Long> offsets, long now, boolean open, Fetching.Ask ask) {
        sources.expire(now);
        if (sources.isHopeless()) {
            return State.GIVEN_UP;
        }
        if (open) {
            sources.ask(offsets, now, ask);
        }
        return State.WAITS;
    }

    /** A bit of what the files have to do by themselves. */
    private State work(Phase next) {
        return switch (files.turn()) {
            case MORE -> State.BUSY;
            case DONE -> {
                boolean exists = phase == Phase.FINISHING;
                phase = next;
                yield exists ? State.DONE : State.BUSY;
            }
            case NO_SPACE, BAD, FAILED -> State.GIVEN_UP;
        };
    }

    private State fill(long now, boolean open, Fetching.Ask ask) {
        Manifest wanted = manifest;
        if (wanted == null) {
            return State.GIVEN_UP;
        }
        List<Long> offsets = new ArrayList<>();
        int number = files.missing(0);
        while (number >= 0 && offsets.size() < Fetching.UNDER_WAY_MAX) {
            offsets.add((long) number * wanted.chunkBytes());
            number = files.missing(number + 1);
        }
        if (!offsets.isEmpty()) {
            return ask(offsets, now, open, ask);
        }
        phase = Phase.FINISHING;
        return files.finish() == Outcome.MORE ? State.BUSY : State.GIVEN_UP;
    }

    /** An answer, which may be that {@code from} does not have it. */
    void arrived(ServerId from, long offset, List<Payload> payloads, long now) {
        if (!sources.arrived(offset, now)) {
            return;
        }
        Bytes bytes = payloads.isEmpty() ? null : payloads.getFirst().bytes();
        boolean good =
                bytes != null
                        && (offset == Fetching.MANIFEST
                                ? take(bytes)
                                : phase == Phase.FILLING && put(offset, bytes));
        if (!good) {
            sources.gone(from);
        }
    }

    private boolean take(Bytes encoded) {
        Manifest told = Manifest.decode(encoded);
        if (told == null
                || told.index() != sources.snapshot.lastIncludedIndex()
                || told.term() != sources.snapshot.lastIncludedTerm()) {
            return false;
        }
        if (phase == Phase.ASKING) {
            manifest = told;
            switch (files.receive(encoded)) {
                case DONE -> phase = Phase.FILLING;
                case MORE -> phase = Phase.FINDING_OUT;
                case NO_SPACE, BAD, FAILED -> failed = true;
            }
        }
        return true;
    }

    private boolean put(long offset, Bytes bytes) {
        Manifest wanted = manifest;
        if (wanted == null) {
            return false;
        }
        Outcome outcome = files.put((int) (offset / wanted.chunkBytes()), bytes);
        failed |= outcome == Outcome.NO_SPACE || outcome == Outcome.FAILED;
        return outcome != Outcome.BAD;
    }
}
