package io.jangada.node;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Check;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Applies what is committed, in order and once, and answers whoever waits for it: proposals of this
 * member by their origin, reads by their index. Everything is answered after the state machine has
 * published the run that it belongs to.
 *
 * <p>The queue is filled by the driver, which bounds its bytes.
 */
final class Applier<R> implements Part {
    private record Chunk(long first, List<Payload> payloads) {}

    private record Waiting(long readIndex, Reads.Batch batch) {}

    private record Answer<R>(Proposals.Pending<R> pending, Outcome<R> outcome) {}

    private final StateMachine<R> machine;
    private final Proposals<R> proposals;
    private final Reads reads;
    private final ServerId self;
    private final long boot;
    private final Inbox inbox;
    private final Runnable wake;
    private final Origins origins = new Origins();
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::readIndex));
    private ArrayList<Chunk> chunks = new ArrayList<>();
    private ArrayList<Waiting> asked = new ArrayList<>();
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
            Runnable wake) {
        this.machine = machine;
        this.proposals = proposals;
        this.reads = reads;
        this.self = self;
        this.boot = boot;
        this.inbox = inbox;
        this.wake = wake;
    }

    /** Called by the driver: these payloads are committed, the first at index {@code first}. */
    void apply(long first, List<Payload> payloads) {
        synchronized (this) {
            chunks.add(new Chunk(first, payloads));
        }
        wake.run();
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
        List<Chunk> work;
        synchronized (this) {
            if (stopped || (chunks.isEmpty() && asked.isEmpty())) {
                return false;
            }
            work = chunks;
            chunks = new ArrayList<>();
            waiting.addAll(asked);
            asked.clear();
        }
        try {
            applyAll(work);
        } catch (RuntimeException broken) {
            inbox.report(
                    new Inbox.Failed(
                            "applying index " + (lastApplied + 1) + " failed: " + broken, broken));
            return false;
        }
        answerReads();
        return true;
    }

    private void applyAll(List<Chunk> work) {
        if (work.isEmpty()) {
            return;
        }
        List<Answer<R>> answers = new ArrayList<>();
        boolean published = false;
        try {
            published = applyAndPublish(work, answers);
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
    private boolean applyAndPublish(List<Chunk> work, List<Answer<R>> answers) {
        long index = lastApplied;
        long bytes = 0;
        for (Chunk chunk : work) {
            Check.that(chunk.first() == index + 1, "entries are applied in order, each once");
            for (Payload payload : chunk.payloads()) {
                index++;
                bytes += payload.size();
                apply(index, payload, answers);
            }
        }
        if (stopped) {
            return false;
        }
        machine.applied(index);
        lastApplied = index;
        inbox.report(new Inbox.Applied(index, bytes));
        return true;
    }

    private void apply(long index, Payload payload, List<Answer<R>> answers) {
        switch (payload.kind()) {
            case NO_OP -> {}
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
    synchronized List<Reads.Batch> stop() {
        stopped = true;
        List<Reads.Batch> rest = new ArrayList<>();
        asked.forEach(read -> rest.add(read.batch()));
        waiting.forEach(read -> rest.add(read.batch()));
        asked.clear();
        waiting.clear();
        return rest;
    }
}
