package io.jangada.node;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Check;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Applies what is committed, in order and once, and answers whoever waits for it: proposals of this
 * member by their origin, reads by their index. Everything is answered after the state machine has
 * published the run that it belongs to. Takes images between two runs, and loads a snapshot where
 * one takes the place of entries.
 *
 * <p>The queue is filled by the driver, which bounds its bytes.
 */
final class Applier<R> implements Part {
    private static final int IMAGES_ASKED_MAX = 16;

    /** What is to be done, in this order. */
    private sealed interface Work {}

    private record Chunk(long first, List<Payload> payloads) implements Work {}

    private record Restore(Pieces pieces) implements Work {}

    private record Waiting(long readIndex, Reads.Batch batch) {}

    private record Answer<R>(Proposals.Pending<R> pending, Outcome<R> outcome) {}

    private final StateMachine<R> machine;
    private final Proposals<R> proposals;
    private final Reads reads;
    private final ServerId self;
    private final long boot;
    private final Inbox inbox;
    private final Runnable wake;
    private Origins origins = new Origins();
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::readIndex));
    private ArrayList<Work> fresh = new ArrayList<>();
    private final ArrayDeque<Work> queue = new ArrayDeque<>();
    private ArrayList<Waiting> asked = new ArrayList<>();

    /** Of the snapshot that is being loaded. */
    private @Nullable Loader loader;

    /** Set by the driver, taken back by whoever turns this. */
    private volatile boolean imageWanted;

    private ArrayList<CompletableFuture<ImageOutcome>> imagesAsked = new ArrayList<>();
    private final Marks marks;
    private volatile long lastApplied;
    private volatile boolean stopped;
    private long duplicates;

    Applier(
            StateMachine<R> machine,
            Proposals<R> proposals,
            Reads reads,
            ServerId self,
            long boot,
            Inbox inbox,
            Marks marks,
            Runnable wake) {
        this.machine = machine;
        this.proposals = proposals;
        this.reads = reads;
        this.self = self;
        this.boot = boot;
        this.inbox = inbox;
        this.marks = marks;
        this.wake = wake;
    }

    /** Called by the driver: these payloads are committed, the first at index {@code first}. */
    void apply(long first, List<Payload> payloads) {
        enqueue(new Chunk(first, payloads));
    }

    /** Called by the driver: then the state is what {@code pieces} bring. */
    void restore(Pieces pieces) {
        enqueue(new Restore(pieces));
    }

    void wake() {
        wake.run();
    }

    private void enqueue(Work work) {
        synchronized (this) {
            fresh.add(work);
        }
        wake.run();
    }

    /** Called by the driver: take an image soon, and report it. */
    void wantImage() {
        imageWanted = true;
        wake.run();
    }

    /** Called by anybody: the image of the machine alone, soon. */
    void image(CompletableFuture<ImageOutcome> answer) {
        Reason refused = null;
        synchronized (this) {
            if (stopped) {
                refused = Reason.STOPPED;
            } else if (imagesAsked.size() >= IMAGES_ASKED_MAX) {
                refused = Reason.BUSY;
            } else {
                imagesAsked.add(answer);
            }
        }
        if (refused == null) {
            wake.run();
        } else {
            answer.complete(new ImageOutcome.Refused(refused));
        }
    }

    /** Called by the driver: answer {@code batch} as soon as {@code readIndex} is applied. */
    void read(long readIndex, Reads.Batch batch) {
        synchronized (this) {
            asked.add(new Waiting(readIndex, batch));
        }
        wake.run();
    }

    long lastApplied() {
        return lastApplied;
    }

    /** How many boots of members are remembered; of the thread that turns. */
    int boots() {
        return origins.size();
    }

    /** Forwarded commands that came twice or too late, and were dropped. */
    synchronized long duplicates() {
        return duplicates;
    }

    private synchronized void countDuplicate() {
        duplicates++;
    }

    @Override
    public boolean turn() {
        synchronized (this) {
            if (stopped) {
                return false;
            }
            queue.addAll(fresh);
            fresh.clear();
            waiting.addAll(asked);
            asked.clear();
        }
        boolean worked = false;
        try {
            while (step()) {
                worked = true;
            }
            if (loader == null) {
                giveImages();
            }
        } catch (RuntimeException broken) {
            String what =
                    loader == null
                            ? "applying index " + (lastApplied + 1)
                            : "loading the snapshot behind index " + lastApplied;
            inbox.report(new Inbox.Failed(what + " failed: " + broken, broken));
            return false;
        }
        answerReads();
        return worked;
    }

    /** One run of entries, or one piece of a snapshot; false when there is nothing to do. */
    private boolean step() {
        return switch (queue.peek()) {
            case null -> false;
            case Chunk _ -> {
                applyAll();
                yield !stopped;
            }
            case Restore(Pieces pieces) -> load(pieces);
        };
    }

    private boolean load(Pieces pieces) {
        if (loader == null) {
            loader = Whole.loader(machine.loader(), marks, table -> origins = table);
        }
        Bytes piece = pieces.take();
        if (piece != null) {
            loader.take(piece);
            return true;
        }
        if (!pieces.isOver()) {
            return false;
        }
        loader.end();
        loader = null;
        origins.configured(pieces.snapshot().members());
        queue.remove();
        // What of this member's is in there was applied, and what came of it nobody here knows.
        proposals.skipped(origins.highest(self, boot));
        machine.applied(pieces.index());
        lastApplied = pieces.index();
        inbox.report(new Inbox.Applied(lastApplied, 0));
        return true;
    }

    private void giveImages() {
        if (imageWanted) {
            imageWanted = false;
            reportImage();
        }
        List<CompletableFuture<ImageOutcome>> asked;
        synchronized (this) {
            asked = imagesAsked;
            imagesAsked = new ArrayList<>();
        }
        for (CompletableFuture<ImageOutcome> each : asked) {
            Image image = machine.image();
            each.complete(
                    image == null
                            ? new ImageOutcome.None()
                            : new ImageOutcome.Taken(lastApplied, image));
        }
    }

    private void reportImage() {
        Image image = machine.image();
        inbox.report(
                new Inbox.ImageTaken(
                        lastApplied, image == null ? null : Whole.image(marks, origins, image)));
    }

    /** The entries that wait, up to a mark or a snapshot. */
    private void applyAll() {
        List<Answer<R>> answers = new ArrayList<>();
        boolean published = false;
        try {
            published = applyAndPublish(answers);
        } finally {
            for (Answer<R> answer : answers) {
                answer.pending()
                        .future
                        .complete(
                                published
                                        ? answer.outcome()
                                        : new Outcome.Refused<>(Reason.STOPPED));
            }
        }
    }

    /** False when the member stopped meanwhile: then nobody may be told of it. */
    private boolean applyAndPublish(List<Answer<R>> answers) {
        long index = lastApplied;
        long bytes = 0;
        boolean mark = false;
        while (!mark && queue.peek() instanceof Chunk chunk) {
            Check.that(chunk.first() == index + 1, "entries are applied in order, each once");
            int done = 0;
            while (!mark && done < chunk.payloads().size()) {
                Payload payload = chunk.payloads().get(done++);
                index++;
                bytes += payload.size();
                apply(index, payload, answers);
                mark = marks.isMarkAfter(payload.size());
            }
            queue.remove();
            if (done < chunk.payloads().size()) {
                List<Payload> rest = chunk.payloads().subList(done, chunk.payloads().size());
                queue.addFirst(new Chunk(index + 1, rest));
            }
        }
        if (stopped) {
            return false;
        }
        machine.applied(index);
        lastApplied = index;
        inbox.report(new Inbox.Applied(index, bytes));
        if (mark) {
            reportImage();
        }
        return true;
    }

    private void apply(long index, Payload payload, List<Answer<R>> answers) {
        switch (payload.kind()) {
            case NO_OP -> {}
            case CONFIGURATION -> origins.configured(Payload.members(payload.bytes()));
            case COMMAND -> {
                Origin origin = Origin.of(payload);
                if (!origins.admit(origin)) {
                    countDuplicate();
                    return;
                }
                R result = machine.apply(index, Origin.command(payload));
                if (origin.boot() == boot && origin.member().equals(self)) {
                    Proposals.Pending<R> pending = proposals.applied(origin.sequence());
                    if (pending != null) {
                        answers.add(new Answer<>(pending, new Outcome.Applied<>(index, result)));
                    }
                }
            }
        }
    }

    private void answerReads() {
        while (true) {
            Waiting next = nextReadable();
            if (next == null) {
                return;
            }
            reads.complete(next.batch(), new ReadOutcome.Ready(lastApplied));
        }
    }

    private synchronized @Nullable Waiting nextReadable() {
        Waiting next = waiting.peek();
        return next == null || next.readIndex() > lastApplied ? null : waiting.remove();
    }

    /** Called by the driver: takes out the reads whose deadline has come, for it to refuse. */
    synchronized List<Reads.Batch> expired(long now) {
        List<Reads.Batch> late = new ArrayList<>();
        for (Collection<Waiting> reads : List.of(asked, waiting)) {
            reads.removeIf(read -> {
                boolean expired = read.batch().deadline <= now;
                if (expired) {
                    late.add(read.batch());
                }
                return expired;
            });
        }
        return late;
    }

    /** Answers nothing from now on; every read that still waits is the caller's to refuse. */
    List<Reads.Batch> stop() {
        List<Reads.Batch> rest = new ArrayList<>();
        List<CompletableFuture<ImageOutcome>> unseen;
        synchronized (this) {
            stopped = true;
            asked.forEach(read -> rest.add(read.batch()));
            waiting.forEach(read -> rest.add(read.batch()));
            asked.clear();
            waiting.clear();
            unseen = imagesAsked;
            imagesAsked = new ArrayList<>();
        }
        unseen.forEach(each -> each.complete(new ImageOutcome.Refused(Reason.STOPPED)));
        return rest;
    }
}
