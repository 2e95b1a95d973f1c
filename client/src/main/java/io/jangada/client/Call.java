package io.jangada.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.jangada.client.retry.Decision;
import io.jangada.client.retry.Decision.Outcome;
import io.jangada.client.retry.Failure;
import io.jangada.client.retry.Retry;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One call with all its attempts. Attempts follow one another, never side by side, so the fields
 * are handed from attempt to attempt; only {@link #current} is read by a thread that cancels.
 */
final class Call<Q, R, T> {

    private static final Status CLOSED = Status.CANCELLED.withDescription("the client is closed");

    private final Rpc<Q, R> rpc;
    private final Q request;
    private final Function<R, T> ours;
    private final Route route;
    private final Retry retry;
    private final long deadline;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile @Nullable ClientCall<Q, R> current;
    private int attempts;

    private Call(
            Rpc<Q, R> rpc,
            Q request,
            Function<R, T> ours,
            Route route,
            Retry retry,
            long timeoutNanos) {
        this.rpc = rpc;
        this.request = request;
        this.ours = ours;
        this.route = route;
        this.retry = retry;
        this.deadline = System.nanoTime() + timeoutNanos;
    }

    /**
     * The future carries the answer in our words or fails with a {@link CallException}; cancelling
     * it cancels the attempt, which a future derived from it would not.
     */
    static <Q, R, T> CompletableFuture<T> start(
            Rpc<Q, R> rpc,
            Q request,
            Function<R, T> ours,
            Route route,
            Retry retry,
            long timeoutNanos) {
        Call<Q, R, T> call = new Call<>(rpc, request, ours, route, retry, timeoutNanos);
        var _ =
                call.result.whenComplete((_, _) -> {
                    ClientCall<Q, R> running = call.current;
                    if (call.result.isCancelled() && running != null) {
                        running.cancel("cancelled by the caller", null);
                    }
                });
        call.attempt();
        return call.result;
    }

    private void attempt() {
        if (result.isDone()) {
            return;
        }
        attempts++;
        long now = System.nanoTime();
        int endpoint = route.endpoints().next(now);
        Sent sent = new Sent();
        long nanos = retry.attemptNanos(rpc.repeatable(), route.endpoints().count(), now, deadline);
        CallOptions options =
                CallOptions.DEFAULT
                        .withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)
                        .withStreamTracerFactory(sent);
        ClientCall<Q, R> call = route.channel(endpoint).newCall(rpc.method(), options);
        current = call;
        ClientCalls.asyncUnaryCall(call, request, new Answer(endpoint, sent));
    }

    /** Waits for one attempt. */
    private final class Answer implements StreamObserver<R> {
        private final int endpoint;
        private final Sent sent;
        private @Nullable R response;

        private Answer(int endpoint, Sent sent) {
            this.endpoint = endpoint;
            this.sent = sent;
        }

        @Override
        public void onNext(R message) {
            response = message;
        }

        @Override
        public void onError(Throwable error) {
            failed(endpoint, Status.fromThrowable(error), sent.anything());
        }

        /** Only now: a message that is followed by an error is not an answer. */
        @Override
        public void onCompleted() {
            R message = response;
            if (message == null) {
                onError(Status.INTERNAL.withDescription("an empty answer").asException());
                return;
            }
            route.endpoints().answered(endpoint);
            T answer;
            try {
                answer = ours.apply(message);
            } catch (IllegalArgumentException unreadable) {
                onError(Status.INTERNAL.withDescription(unreadable.getMessage()).asException());
                return;
            }
            result.complete(answer);
        }
    }

    private void failed(int endpoint, Status status, boolean sent) {
        long now = System.nanoTime();
        Failure failure = Failures.of(status, sent);
        switch (failure) {
            case REFUSED, BROKEN -> route.endpoints().answered(endpoint);
            case NOT_SENT, UNAVAILABLE, SLOW -> route.failed(endpoint, now, chance());
        }
        Decision decision =
                retry.decide(
                        rpc.repeatable(),
                        failure,
                        attempts,
                        route.endpoints().count(),
                        now,
                        deadline,
                        chance());
        switch (decision) {
            case Decision.Again _ when route.closed() ->
                    giveUp(Outcome.FAILED, endpoint, Failure.NOT_SENT, CLOSED);
            case Decision.Again again -> later(again.delayNanos());
            case Decision.GiveUp giveUp -> giveUp(giveUp.outcome(), endpoint, failure, status);
        }
    }

    private void later(long delayNanos) {
        CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS).execute(this::attempt);
    }

    private void giveUp(Outcome outcome, int endpoint, Failure failure, Status status) {
        result.completeExceptionally(
                Failures.exception(outcome, failure, status, route.name(endpoint)));
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
