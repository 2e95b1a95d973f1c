package io.jangada.sim.load;

import io.jangada.client.retry.Decision;
import io.jangada.client.retry.Endpoints;
import io.jangada.client.retry.Failure;
import io.jangada.client.retry.Retry;
import io.jangada.database.Commands;
import io.jangada.kv.Range;
import io.jangada.kv.Result;
import io.jangada.node.Outcome;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.history.Condition;
import io.jangada.sim.history.Operation;
import io.jangada.sim.history.Request;
import io.jangada.sim.history.Response;
import io.jangada.sim.world.Answer;
import io.jangada.sim.world.Cluster;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One client: asks, waits, tries again elsewhere, gives up. */
final class KeyValueClient {
    private static final long TIMEOUT = 7_000_000_000L;
    private static final long QUOTA = 1L << 30;

    private final KeyValueLoad load;
    private final Cluster<Result> cluster;
    private final KeyValueLoad.Size size;
    private final int number;
    private final Choice choice;
    private final Endpoints endpoints;

    /** Where this client last saw a key, to compare with. */
    private final TreeMap<String, Long> seen = new TreeMap<>();

    private long written;

    /** What is not over yet, as one whose effect is not known. */
    private @Nullable Operation waiting;

    KeyValueClient(KeyValueLoad load, Cluster<Result> cluster, KeyValueLoad.Size size, int number) {
        this.load = load;
        this.cluster = cluster;
        this.size = size;
        this.number = number;
        this.choice = cluster.choice("client", number);
        this.endpoints = new Endpoints(cluster.members(), number % cluster.members());
    }

    boolean isIdle() {
        return waiting == null;
    }

    @Nullable Operation waiting() {
        return waiting;
    }

    void begin() {
        long pause = choice.between(0, 2 * size.pause());
        cluster.after(
                pause,
                () -> {
                    if (!load.isStopped()) {
                        Request request = request();
                        waiting = Operation.unknown(number, request, cluster.now());
                        new Attempts(request, cluster.now()).attempt();
                    }
                });
    }

    private Request request() {
        int kind = choice.below(100);
        String key = key();
        if (kind < 40) {
            return put(key);
        }
        if (kind < 70) {
            return new Request.Get(key);
        }
        if (kind < 78) {
            return new Request.Delete(key);
        }
        List<Condition> conditions =
                List.of(new Condition.Modified(key, seen.getOrDefault(key, 0L)));
        List<Request.Put> then = new ArrayList<>(List.of(put(key)));
        String other = key();
        if (!other.equals(key)) {
            then.add(put(other));
        }
        return new Request.Txn(conditions, then, List.of(key));
    }

    private String key() {
        return "k" + choice.below(size.keys());
    }

    private Request.Put put(String key) {
        String value = number + "." + ++written;
        int bytes = choice.happens(0.05) ? choice.below(size.valueBytes()) : 0;
        return new Request.Put(key, value + "x".repeat(bytes));
    }

    /** All that is done for one request. */
    private final class Attempts {
        private final Request request;
        private final long invoked;
        private final long deadline;
        private final boolean repeatable;
        private int attempts;

        /** Raised whenever an attempt begins or is over, so that what comes too late is known. */
        private int turn;

        Attempts(Request request, long invoked) {
            this.request = request;
            this.invoked = invoked;
            this.deadline = invoked + TIMEOUT;
            this.repeatable = request instanceof Request.Get;
        }

        void attempt() {
            attempts++;
            int mine = ++turn;
            long now = cluster.now();
            int member = endpoints.next(now);
            long patience =
                    Retry.STANDARD.attemptNanos(repeatable, cluster.members(), now, deadline);
            cluster.after(patience, () -> failed(mine, member, Failure.SLOW));
            if (request instanceof Request.Get get) {
                cluster.<Result>read(
                        member,
                        machine ->
                                KeyValueLoad.database(machine)
                                        .store()
                                        .range(Range.of(Requests.span(get.key()))),
                        answer -> answered(mine, member, answer));
            } else {
                cluster.propose(
                        member,
                        Commands.encode(Requests.command(request), QUOTA),
                        answer -> answered(mine, member, result(answer)));
            }
        }

        private static Answer<Result> result(Answer<Outcome.Applied<Result>> answer) {
            return switch (answer) {
                case Answer.Got(var applied) -> new Answer.Got<>(applied.result());
                case Answer.Failed(var how) -> new Answer.Failed<>(how);
            };
        }

        private void answered(int which, int member, Answer<Result> answer) {
            switch (answer) {
                case Answer.Failed(var how) -> failed(which, member, how);
                case Answer.Got(var result) -> {
                    if (which == turn) {
                        endpoints.answered(member);
                        done(Requests.response(request, result));
                    }
                }
            }
        }

        private void failed(int which, int member, Failure how) {
            if (which != turn) {
                return;
            }
            int next = ++turn;
            long now = cluster.now();
            endpoints.failed(member, now, choice.unit());
            int members = cluster.members();
            switch (Retry.STANDARD.decide(
                    repeatable, how, attempts, members, now, deadline, choice.unit())) {
                case Decision.Again(long delay) ->
                        cluster.after(
                                delay,
                                () -> {
                                    if (next == turn) {
                                        attempt();
                                    }
                                });
                case Decision.GiveUp(var outcome) ->
                        end(
                                outcome == Decision.Outcome.FAILED
                                        ? Operation.failed(number, request, invoked)
                                        : Operation.unknown(number, request, invoked));
            }
        }

        private void done(Response response) {
            request.keys()
                    .forEach(key -> {
                        if (response.changed(request)) {
                            seen.put(key, response.revision());
                        }
                    });
            response.reads().forEach(read -> seen.put(read.key(), read.modRevision()));
            end(Operation.answered(number, request, invoked, cluster.now(), response));
        }

        private void end(Operation operation) {
            turn++;
            waiting = null;
            load.ended(operation);
            begin();
        }
    }
}
