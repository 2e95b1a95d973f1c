package io.jangada.sim.check;

import io.jangada.node.Frame;
import io.jangada.raft.Bytes;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Output;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/**
 * One thing that must always hold. Each hook looks at what one member just did and answers null, or
 * one sentence on what is wrong.
 */
abstract class Invariant {
    /** What an invariant may look at. */
    record Sight(Ledger ledger, Collection<Shadow> members, Configurations configurations) {}

    private final String number;

    Invariant(String number) {
        this.number = number;
    }

    final String number() {
        return number;
    }

    /** The core of {@code server} ordered {@code output}, which the shadow does not show yet. */
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        return null;
    }

    /** A step of {@code server} ended in {@code now}; {@link Shadow#before} is the one before. */
    @Nullable String stepped(Sight sight, Shadow server, Status now) {
        return null;
    }

    /** A frame with the bytes of entries leaves {@code server}. */
    @Nullable String sent(Sight sight, Shadow server, Frame frame) {
        return null;
    }

    /** {@code server} has applied a command; its state is now of this digest. */
    @Nullable String applied(Sight sight, Shadow server, long index, Bytes command, long state) {
        return null;
    }

    /** {@code server} has read an image of its state after entry {@code index} to the end. */
    @Nullable String imaged(Sight sight, Shadow server, long index, Ledger.Snapshot image) {
        return null;
    }

    /** {@code server} has loaded a snapshot of entry {@code index}, and is of this image now. */
    @Nullable String restored(Sight sight, Shadow server, long index, Ledger.Snapshot image) {
        return null;
    }

    /** {@code server} starts with what its disk holds; the shadow is as it was at its end. */
    @Nullable String recovered(Sight sight, Shadow server, HardState hardState, Trail log) {
        return null;
    }
}
