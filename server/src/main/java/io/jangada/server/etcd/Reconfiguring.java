package io.jangada.server.etcd;

import io.jangada.node.ChangeOutcome;
import io.jangada.node.ReadOutcome;
import io.jangada.node.Reason;
import io.jangada.raft.Members;
import io.jangada.raft.Refusal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Has a change of the members made: looks at the configuration, asks for the next one, and looks
 * again where it is not known what came of it. A change names its outcome, so it is never made
 * twice.
 */
public final class Reconfiguring {
    private static final long PAUSE_MILLIS = 50;

    private final Replica replica;
    private final MemberRules rules;
    private final long patience;

    /** {@code patience} is how long it is tried, in nanoseconds. */
    public Reconfiguring(Replica replica, MemberRules rules, long patience) {
        this.replica = replica;
        this.rules = rules;
        this.patience = patience;
    }

    /** One of the two is given: the configuration that the change made, or why there is none. */
    void begin(MemberChange change, BiConsumer<@Nullable Members, Words> then) {
        if (replica.lineup().isLearner(replica.self())) {
            then.accept(null, Words.NOT_FOR_LEARNERS);
            return;
        }
        new Attempt(change, System.nanoTime() + patience, then).look();
    }

    private final class Attempt {
        private final MemberChange change;
        private final long deadline;
        private final BiConsumer<@Nullable Members, Words> then;
        private boolean asked;

        Attempt(MemberChange change, long deadline, BiConsumer<@Nullable Members, Words> then) {
            this.change = change;
            this.deadline = deadline;
            this.then = then;
        }

        void look() {
            replica.read(outcome -> {
                switch (outcome) {
                    case ReadOutcome.Ready _ -> ask(replica.lineup().members());
                    case ReadOutcome.Refused(Reason why) -> then.accept(null, Words.of(why));
                }
            });
        }

        private void ask(Members now) {
            if (asked && change.isDone(now, replica.lineup())) {
                then.accept(now, Words.TIMED_OUT);
                return;
            }
            Words refusal = rules.refusal(change, now);
            if (refusal != null) {
                then.accept(null, refusal);
                return;
            }
            asked = true;
            Members next = change.from(now, replica.lineup());
            CompletableFuture<?> _ =
                    replica.changeMembers(now, next)
                            .thenAccept(outcome -> {
                                switch (outcome) {
                                    case ChangeOutcome.Changed _ ->
                                            then.accept(next, Words.TIMED_OUT);
                                    case ChangeOutcome.Refused(Refusal why) -> refused(why);
                                    case ChangeOutcome.Unknown(Reason why) -> again(Words.of(why));
                                }
                            });
        }

        private void refused(Refusal why) {
            switch (why) {
                case NOT_CAUGHT_UP -> then.accept(null, Words.LEARNER_NOT_READY);
                case BAD_CONFIGURATION -> then.accept(null, Words.TOO_MANY_MEMBERS);
                case CHANGE_UNDER_WAY,
                        CONFIGURATION_CHANGED,
                        TRANSFERRING,
                        NO_LEADER,
                        LEADER_CHANGED,
                        NOT_LEADER,
                        BAD_TRANSFEREE,
                        BUSY ->
                        again(Words.TIMED_OUT);
            }
        }

        /** After a pause, unless it is too late: then {@code why} is the answer. */
        private void again(Words why) {
            if (System.nanoTime() - deadline >= 0) {
                then.accept(null, why);
                return;
            }
            Executor later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            later.execute(this::look);
        }
    }
}
