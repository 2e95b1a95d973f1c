package io.jangada.node;

import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Manifest;
import io.jangada.node.storage.Opening;
import io.jangada.raft.Bytes;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;
import io.jangada.raft.Probes;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;
import io.jangada.raft.Start;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One member as passive parts: nothing happens unless somebody turns them. {@link Node} turns them
 * on threads, a simulator one by one on virtual time.
 *
 * @param <R> what the state machine gives
 */
public final class Member<R> {
    /** Run after something was put into the queue of a part; see {@link Part}. */
    public record Wakes(Runnable driver, Runnable apply, Runnable snapshot, Consumer<Lane> disk) {
        /** For whoever turns all parts anyway. */
        public static final Wakes NONE = new Wakes(() -> {}, () -> {}, () -> {}, _ -> {});
    }

    /** Look on, and change nothing. */
    public record Instruments(Probes probes, Observer observer) {
        public static final Instruments NONE = new Instruments(Probes.NONE, Observer.NONE);
    }

    private final Config config;
    private final Clock clock;
    private final Wakes wakes;
    private final Journal journal;
    private final Inbox inbox;
    private final Proposals<R> proposals;
    private final Reads reads;
    private final Applier<R> applier;
    private final Driver<R> driver;
    private final BlackBox box;
    private final Images images;

    /** Puts a member together on what {@code storage} recovered. */
    public Member(
            Config config,
            Opening.Recovered storage,
            StateMachine<R> machine,
            Transport transport,
            Clock clock,
            Chance chance,
            Stop stop,
            Wakes wakes,
            Instruments instruments) {
        this.config = config;
        this.clock = clock;
        this.wakes = wakes;
        this.journal = storage.journal();
        this.inbox = new Inbox(config.framesMax(), config.frameBytesMax(), wakes.driver());
        this.proposals = new Proposals<>(config.proposalsMax(), config.proposalBytesMax());
        this.reads = new Reads(config.readsMax());
        long boot = chance.bits();
        this.applier =
                new Applier<>(
                        machine,
                        proposals,
                        reads,
                        config.self(),
                        boot,
                        inbox,
                        new Marks(config.snapshots()),
                        wakes.apply());
        Snapshot snapshot = snapshot(storage);
        Start start = start(storage, snapshot, chance);
        this.box =
                new BlackBox(journal.disk(), config.blackBoxBytes(), config.self(), config.core());
        SlowDisk slowDisk = new SlowDisk(chance, config.core().electionTimeoutMin());
        Raft raft = new Raft(start, config.core(), box.noting(slowDisk), instruments.probes());
        Recorder recorder = config.blackBoxBytes() == 0 ? Recorder.OFF : box;
        journal.start(new Reports(), clock::now);
        this.images =
                new Images(journal.snapshots(), config.snapshots(), clock, inbox, wakes.snapshot());
        this.driver =
                new Driver<>(
                        new Driver.Parts<>(
                                config,
                                boot,
                                raft,
                                recorder,
                                instruments.observer(),
                                journal,
                                transport,
                                clock,
                                inbox,
                                proposals,
                                reads,
                                applier,
                                images,
                                snapshot,
                                slowDisk,
                                stop));
    }

    /** Tokens count upwards from a random start, so no two boots of a member share one. */
    private Start start(Opening.Recovered storage, Snapshot snapshot, Chance chance) {
        return new Start(
                config.self(),
                snapshot,
                storage.hardState(),
                storage.prevTerm(),
                storage.log(),
                storage.suspectFrom(),
                chance.bits() & 0x7fff_ffff_0000_0000L);
    }

    /** Of one that is lost the log tells index and term. */
    private Snapshot snapshot(Opening.Recovered storage) {
        if (storage.isLost()) {
            long index = storage.log().first() - 1;
            return new Snapshot(index, storage.prevTerm(), config.members());
        }
        Manifest newest = storage.snapshot();
        return newest == null ? Snapshot.none(config.members()) : Images.snapshot(newest);
    }

    /** What the disk reports goes to the driver like everything else. */
    private final class Reports implements Journal.Listener {
        @Override
        public void persisted(long write) {
            inbox.report(new Inbox.Persisted(write));
        }

        @Override
        public void saved(HardState hardState) {
            inbox.report(new Inbox.Saved(hardState));
        }

        @Override
        public void failed(String what, Throwable cause) {
            inbox.report(new Inbox.Failed(what, cause));
        }

        @Override
        public void due(Lane lane) {
            wakes.disk().accept(lane);
        }
    }

    /** See {@link Node#propose}. */
    public CompletableFuture<Outcome<R>> propose(Bytes command) {
        Proposals.Pending<R> pending =
                new Proposals.Pending<>(command, clock.now() + config.requestTimeout());
        Reason refused = refusal(command);
        if (refused == null) {
            refused = proposals.offer(pending);
        }
        if (refused == null) {
            wakes.driver().run();
        } else {
            pending.future.complete(new Outcome.Refused<>(refused));
        }
        return pending.future;
    }

    private @Nullable Reason refusal(Bytes command) {
        if (command.size() > config.commandBytesMax()) {
            return Reason.TOO_LARGE;
        }
        if (journal.spaceShort()) {
            return Reason.NO_SPACE;
        }
        return isApplierBehind() ? Reason.BUSY : null;
    }

    private boolean isApplierBehind() {
        return driver.committedIndex() - applier.lastApplied() > config.applyLagMax();
    }

    /** See {@link Node#isBusy}. */
    public boolean isBusy() {
        return isApplierBehind() || proposals.isBusy();
    }

    /** See {@link Node#read(ReadMode)}. */
    public CompletableFuture<ReadOutcome> read(ReadMode mode) {
        CompletableFuture<ReadOutcome> read = reads.offer(mode);
        wakes.driver().run();
        return read;
    }

    /** See {@link Node#image}. */
    public CompletableFuture<ImageOutcome> image() {
        CompletableFuture<ImageOutcome> image = new CompletableFuture<>();
        applier.image(image);
        return image;
    }

    /** See {@link Node#changeMembers}. */
    public CompletableFuture<ChangeOutcome> changeMembers(Members expected, Members next) {
        CompletableFuture<ChangeOutcome> done = new CompletableFuture<>();
        inbox.report(new Inbox.Change(expected, next, done));
        if (driver.isLatched()) {
            done.complete(new ChangeOutcome.Unknown(Reason.STOPPED));
        }
        return done;
    }

    /** See {@link Node#members}. */
    public Members members() {
        return driver.members();
    }

    /** See {@link Node#transfer}. */
    public CompletableFuture<TransferOutcome> transfer(@Nullable ServerId to) {
        CompletableFuture<TransferOutcome> done = new CompletableFuture<>();
        inbox.report(new Inbox.Transfer(to, done));
        if (driver.isLatched()) {
            // Perhaps too late to be found when everything that waited was refused.
            done.complete(new TransferOutcome.Failed(Reason.STOPPED));
        }
        return done;
    }

    /** A part of this member is broken: the driver latches the whole. */
    void fail(String what, Throwable cause) {
        inbox.report(new Inbox.Failed(what, cause));
    }

    /** Where frames of peers arrive. */
    public Transport.Receiver receiver() {
        return inbox;
    }

    public Part driver() {
        return driver;
    }

    /** One kind of the journal's work. */
    public Part disk(Lane lane) {
        return () -> journal.turn(lane);
    }

    public Part applier() {
        return applier;
    }

    /** Writes, sends, receives and reads snapshots; turn it at least every 50 ms. */
    public Part images() {
        return images;
    }

    /** Writes what the black box took in. */
    public Part box() {
        return box;
    }

    public Status status() {
        return driver.status();
    }

    boolean boxIsOff() {
        return box.isOff();
    }

    long boxPending() {
        return box.pending();
    }

    Bytes state() {
        return driver.state();
    }

    /** Whether the member has stopped for good because its world or an invariant broke. */
    public boolean isLatched() {
        return driver.isLatched();
    }

    /** See {@link Node#spaceShort}. */
    public boolean spaceShort() {
        return journal.spaceShort();
    }

    public Stats stats() {
        return new Stats(
                proposals.pending(),
                proposals.failed(),
                driver.leaderChanges(),
                applier.duplicates(),
                inbox.dropped(),
                journal.bytes(),
                driver.snapshotsRestored(),
                images.damaged());
    }

    /** Of whoever turns all parts, between two turns. */
    public Fill fill() {
        return new Fill(
                proposals.pending(),
                proposals.bytes(),
                reads.pending(),
                inbox.controlFrames(),
                inbox.appendFrames(),
                inbox.appendBytes(),
                inbox.chunkFrames(),
                inbox.chunkBytes(),
                driver.handedBytes(),
                journal.queuedBytes(),
                journal.recentBytes(),
                applier.boots());
    }

    /** After the last turn of every part: refuses whatever waits, and closes the files. */
    public void close() {
        driver.refuseAll();
        images.close();
        box.turn();
        try {
            journal.close();
        } catch (IOException unclosed) {
            throw new UncheckedIOException("the journal could not be closed", unclosed);
        }
    }
}
