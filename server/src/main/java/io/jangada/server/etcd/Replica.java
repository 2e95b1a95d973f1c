package io.jangada.server.etcd;

import io.jangada.kv.Command;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Result;
import io.jangada.kv.Store;
import io.jangada.kv.Txn;
import io.jangada.node.ChangeOutcome;
import io.jangada.node.ImageOutcome;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.ReadMode;
import io.jangada.node.ReadOutcome;
import io.jangada.node.Reason;
import io.jangada.node.Stats;
import io.jangada.node.TransferOutcome;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * This member's copy of the database, and the way to change all copies. Used by any thread; what it
 * is given to call back is called on the apply thread, where little may be done.
 */
public final class Replica {
    private final Node<Result> node;
    private final Supplier<Store> store;
    private final Lineup lineup;
    private final Function<Command, Bytes> codec;
    private final Bounds bounds;
    private final Timeouts timeouts;
    private final ServerId self;
    private final long clusterId;

    /**
     * The bounds of this member beyond those of its {@link Node}.
     *
     * @param quotaBytes of the store; nothing that makes it grow is taken beyond
     * @param commandBytesMax of one command
     * @param reads how a linearizable read is made sure of
     */
    public record Bounds(long quotaBytes, int commandBytesMax, ReadMode reads) {}

    /**
     * @param store the store as it is now; another one once the node has loaded an image
     * @param codec makes of a command what the {@link Machine} of the node understands
     */
    public Replica(
            Node<Result> node,
            Supplier<Store> store,
            Lineup lineup,
            Function<Command, Bytes> codec,
            Bounds bounds,
            Timeouts timeouts,
            long clusterId) {
        this.node = node;
        this.store = store;
        this.lineup = lineup;
        this.codec = codec;
        this.bounds = bounds;
        this.timeouts = timeouts;
        this.self = node.status().self();
        this.clusterId = clusterId;
    }

    /** Has all members apply {@code command}; {@code then} gets what came of it here. */
    void propose(Command command, Consumer<Outcome<Result>> then) {
        Bytes bytes = codec.apply(command);
        if (bytes.size() > bounds.commandBytesMax()) {
            then.accept(new Outcome.Refused<>(Reason.TOO_LARGE));
        } else {
            propose(bytes, then);
        }
    }

    private void propose(Bytes command, Consumer<Outcome<Result>> then) {
        CompletableFuture<?> _ = node.propose(command).thenAccept(then);
    }

    /** Calls {@code then} when the store holds all that was acknowledged before this call. */
    public void read(Consumer<ReadOutcome> then) {
        CompletableFuture<?> _ = node.read(bounds.reads()).thenAccept(then);
    }

    /**
     * Calls {@code then} with an image of what this member has; whoever gets it closes it. It is a
     * {@link Machine.Whole}.
     */
    void image(Consumer<ImageOutcome> then) {
        CompletableFuture<?> _ = node.image().thenAccept(then);
    }

    /** Tells all members, this one too, its priority, its name and where clients reach it. */
    public void announce(
            int priority, String name, List<String> urls, Consumer<Outcome<Result>> then) {
        propose(new Announcement(self, priority, name, urls).encode(), then);
    }

    /** Hands leadership to {@code to}, or to the member that is closest when null. */
    public CompletableFuture<TransferOutcome> transfer(@Nullable ServerId to) {
        return node.transfer(to);
    }

    Timeouts timeouts() {
        return timeouts;
    }

    public Store store() {
        return store.get();
    }

    /** Who is in the cluster. */
    public Lineup lineup() {
        return lineup;
    }

    /** Asks the leader for another configuration. */
    CompletableFuture<ChangeOutcome> changeMembers(Members expected, Members next) {
        return node.changeMembers(expected, next);
    }

    public ServerId self() {
        return self;
    }

    public long clusterId() {
        return clusterId;
    }

    public Status status() {
        return node.status();
    }

    public Stats stats() {
        return node.stats();
    }

    /** The leader of the current term, as far as it is known here. */
    public @Nullable ServerId leader() {
        return node.status().leader();
    }

    /**
     * Whether nothing that makes the store grow is taken any more. Where it is the disk that has no
     * room, nothing at all that is to be written is taken.
     */
    public boolean isFull() {
        return store().isFull() || node.spaceShort();
    }

    /** Whether a write would be refused now for those that wait already. */
    public boolean isBusy() {
        return node.isBusy();
    }

    /** Bytes of what can still be read, which is what the quota bounds; positive. */
    public long bytes() {
        return Math.max(1, store().bytes());
    }

    public long quotaBytes() {
        return bounds.quotaBytes();
    }

    /** Whether a command may make the store larger: it, or something in it, puts. */
    static boolean grows(Command command) {
        return switch (command) {
            case Put _ -> true;
            case Txn txn -> puts(txn.success()) || puts(txn.failure());
            case io.jangada.kv.DeleteRange _, io.jangada.kv.Compact _ -> false;
        };
    }

    private static boolean puts(List<Operation> operations) {
        return operations.stream()
                .anyMatch(operation ->
                        operation instanceof Put || (operation instanceof Txn txn && grows(txn)));
    }
}
