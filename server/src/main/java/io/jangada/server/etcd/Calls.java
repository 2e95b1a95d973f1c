package io.jangada.server.etcd;

import com.google.protobuf.MessageLite;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.stub.StreamObserver;
import io.jangada.api.etcdserverpb.ResponseHeader;
import io.jangada.kv.Command;
import io.jangada.kv.Limits;
import io.jangada.kv.Refusal;
import io.jangada.kv.Result;
import io.jangada.kv.Rules;
import io.jangada.node.Outcome;
import io.jangada.node.ReadOutcome;
import io.jangada.node.Reason;
import io.jangada.raft.Status;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries a call from its request to its answer. A call begins on the event loop of its connection,
 * which must never wait. Its result comes on the member's apply thread, which hands it back to that
 * event loop in one step: gRPC would hop once for the headers, the message and the trailers each.
 */
final class Calls {
    private final Replica replica;
    private final Limits limits;
    private final AnswersUnderWay underWay = AnswersUnderWay.ofHeap();

    /**
     * @param limits what a request is checked against before it is proposed
     */
    Calls(Replica replica, Limits limits) {
        this.replica = replica;
        this.limits = limits;
    }

    Replica replica() {
        return replica;
    }

    Limits limits() {
        return limits;
    }

    /** Whether this member only listens: it answers what it has itself, and nothing else. */
    boolean isLearner() {
        return replica.lineup().isLearner(replica.self());
    }

    /** The header of an answer at {@code revision}; 0 where the answer is not about the store. */
    ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(replica.clusterId())
                .setMemberId(replica.self().value())
                .setRevision(revision)
                .setRaftTerm(replica.status().currentTerm())
                .build();
    }

    /** Has every member apply {@code command}, and answers what came of it here. */
    <T extends MessageLite> void propose(
            Command command, StreamObserver<T> out, Function<Result.Answer, T> answer) {
        if (isLearner()) {
            out.onError(Words.NOT_FOR_LEARNERS.exception());
            return;
        }
        Refusal refusal = Rules.check(command, limits);
        if (refusal == null && replica.isFull() && Replica.grows(command)) {
            refusal = Refusal.NO_SPACE;
        }
        if (refusal != null) {
            out.onError(Words.of(refusal).exception());
            return;
        }
        ServiceRequestContext call = ServiceRequestContext.current();
        Executor loop = call.eventLoop();
        long begun = System.nanoTime();
        Status then = replica.status();
        replica.propose(
                command,
                outcome ->
                        loop.execute(() -> {
                            switch (outcome) {
                                case Outcome.Applied<Result>(long _, Result result) ->
                                        tell(call, result, out, answer);
                                case Outcome.Refused<Result>(Reason why) ->
                                        out.onError(words(why, begun, then).exception());
                            }
                        }));
    }

    private Words words(Reason why, long begun, Status then) {
        return why == Reason.TIMED_OUT
                ? replica.timeouts().words(begun, then, replica.status())
                : Words.of(why);
    }

    /**
     * Reads the store once it holds everything that was acknowledged before this call began.
     *
     * @param cheap whether {@code read} may run on the event loop; else a thread of its own does it
     */
    <T extends MessageLite> void read(
            boolean cheap,
            Supplier<Result> read,
            StreamObserver<T> out,
            Function<Result.Answer, T> answer) {
        if (isLearner()) {
            out.onError(Words.NOT_FOR_LEARNERS.exception());
            return;
        }
        ServiceRequestContext call = ServiceRequestContext.current();
        replica.read(outcome -> {
            switch (outcome) {
                case ReadOutcome.Ready _ ->
                        executor(call, cheap).execute(() -> read(call, read, out, answer));
                case ReadOutcome.Refused(Reason why) ->
                        call.eventLoop().execute(() -> out.onError(Words.of(why).exception()));
            }
        });
    }

    /** Reads what this member has, which may be old. */
    <T extends MessageLite> void readOwn(
            boolean cheap,
            Supplier<Result> read,
            StreamObserver<T> out,
            Function<Result.Answer, T> answer) {
        ServiceRequestContext call = ServiceRequestContext.current();
        if (cheap) {
            read(call, read, out, answer);
        } else {
            executor(call, false).execute(() -> read(call, read, out, answer));
        }
    }

    private static Executor executor(ServiceRequestContext call, boolean cheap) {
        return cheap ? call.eventLoop() : call.blockingTaskExecutor();
    }

    /** What came of a write, which is done. */
    private <T extends MessageLite> void tell(
            ServiceRequestContext call,
            Result result,
            StreamObserver<T> out,
            Function<Result.Answer, T> answer) {
        switch (result) {
            case Refusal refusal -> out.onError(Words.of(refusal).exception());
            case Result.Answer done -> {
                T message = answer.apply(done);
                underWay.add(call, message.getSerializedSize());
                out.onNext(message);
                out.onCompleted();
            }
        }
    }

    /** A fault of ours must not leave the caller waiting for ever. */
    private <T extends MessageLite> void read(
            ServiceRequestContext call,
            Supplier<Result> read,
            StreamObserver<T> out,
            Function<Result.Answer, T> answer) {
        try {
            switch (read.get()) {
                case Refusal refusal -> out.onError(Words.of(refusal).exception());
                case Result.Answer done -> {
                    T message = answer.apply(done);
                    if (underWay.take(call, message.getSerializedSize())) {
                        out.onNext(message);
                        out.onCompleted();
                    } else {
                        out.onError(Words.TOO_MANY_REQUESTS.exception());
                    }
                }
            }
        } catch (RuntimeException fault) {
            System.getLogger(Calls.class.getName())
                    .log(System.Logger.Level.ERROR, "a read failed", fault);
            out.onError(
                    io.grpc.Status.INTERNAL.withDescription(fault.toString()).asRuntimeException());
        }
    }
}
