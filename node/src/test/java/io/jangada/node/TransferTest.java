package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Who leads after somebody has asked for it, and who rather leads than others. */
class TransferTest {
    private static final long MS = World.MILLISECOND;
    private static final long SECOND = 1_000 * MS;

    private final World world = new World(1, 3);

    private TransferOutcome transfer(Running from, @Nullable ServerId to) {
        CompletableFuture<TransferOutcome> done = from.member.transfer(to);
        world.until(done::isDone);
        return done.join();
    }

    private Running other(Running... than) {
        return world.all().stream()
                .filter(one -> !List.of(than).contains(one))
                .findFirst()
                .orElseThrow();
    }

    private void add(Running at) {
        CompletableFuture<Outcome<Long>> result = at.add(1);
        world.until(result::isDone);
    }

    /** A fourth one that only listens, though of the highest priority. */
    private Running withALearner() {
        Running learner = world.join(4);
        world.priorities.put(learner.id, 9);
        Members before = world.leader().member.members();
        Members next =
                new Members(
                        before.voters(),
                        new TreeSet<>(),
                        new TreeSet<>(List.of(learner.id)),
                        new TreeSet<>(),
                        Bytes.EMPTY);
        add(world.leader());
        CompletableFuture<ChangeOutcome> done = world.leader().member.changeMembers(before, next);
        world.until(done::isDone);
        assertThat(done.join()).isEqualTo(new ChangeOutcome.Changed());
        world.until(() -> learner.member.members().equals(next));
        world.run(200 * MS);
        return learner;
    }

    @Test
    void whoeverIsNamedLeads() {
        Running leader = world.leader();
        Running target = other(leader, other(leader));
        assertThat(transfer(leader, target.id))
                .isEqualTo(new TransferOutcome.Transferred(target.id));
        world.until(target::leads);
        add(leader);
    }

    @Test
    void whoeverIsToldSeesTheNewLeader() {
        Running leader = world.leader();
        Running target = other(leader);
        CompletableFuture<@Nullable ServerId> seen =
                leader.member.transfer(target.id).thenApply(_ -> leader.member.status().leader());
        world.until(seen::isDone);
        assertThat(seen.join()).isEqualTo(target.id);
    }

    @Test
    void whatCannotBeIsRefused() {
        Running learner = withALearner();
        Running leader = world.leader();
        assertThat(transfer(other(leader, learner), leader.id))
                .isEqualTo(new TransferOutcome.Refused(Refusal.NOT_LEADER));
        assertThat(transfer(other(leader, learner), null))
                .isEqualTo(new TransferOutcome.Refused(Refusal.NOT_LEADER));
        for (ServerId bad : List.of(leader.id, learner.id, new ServerId(9))) {
            assertThat(transfer(leader, bad))
                    .isEqualTo(new TransferOutcome.Refused(Refusal.BAD_TRANSFEREE));
        }
        assertThat(leader.leads()).isTrue();
    }

    @Test
    void whatIsInVainFailsAndOneIsUnderWayAtMost() {
        Running leader = world.leader();
        Running target = other(leader);
        world.loseTransfers = true;
        CompletableFuture<TransferOutcome> first = leader.member.transfer(target.id);
        assertThat(transfer(leader, target.id))
                .isEqualTo(new TransferOutcome.Refused(Refusal.TRANSFERRING));
        world.until(first::isDone);
        assertThat(first.join()).isEqualTo(new TransferOutcome.Failed(Reason.TIMED_OUT));
        add(leader);
        assertThat(leader.leads()).isTrue();
    }

    @Test
    void whoOnlyListensIsNotAskedThoughItHasEverything() {
        Running learner = withALearner();
        Running leader = world.leader();
        assertThat(transfer(leader, null))
                .isInstanceOfSatisfying(
                        TransferOutcome.Transferred.class,
                        done -> assertThat(done.leader()).isNotIn(leader.id, learner.id));
        Running next = world.leader();
        world.run(30 * SECOND);
        assertThat(next.leads()).isTrue();
    }

    @Test
    void whoeverHearsNobodyHasNobodyToHandOverTo() {
        Running leader = world.leader();
        world.cutOff.addAll(world.members().voters());
        world.run(160 * MS);
        CompletableFuture<TransferOutcome> done = leader.member.transfer(null);
        world.run(10 * MS);
        assertThat(done).isCompletedWithValueMatching(TransferOutcome.Refused.class::isInstance);
    }

    @Test
    void amongEqualsThatOfTheHighestPriorityIsAsked() {
        Running leader = world.leader();
        Running last = other(leader, other(leader));
        world.priorities.put(leader.id, 9);
        world.priorities.put(last.id, 1);
        add(leader);
        world.run(200 * MS);
        assertThat(transfer(leader, null)).isEqualTo(new TransferOutcome.Transferred(last.id));
    }

    /** While the lead is handed over nobody can write. */
    private void assertNobodyWaitsAtFor(Running leader, long nanos) {
        for (long until = world.now() + nanos; world.now() < until; world.run(20 * MS)) {
            long start = world.now();
            add(leader);
            assertThat(world.now() - start).isLessThan(60 * MS);
        }
        assertThat(leader.leads()).isTrue();
    }

    @Test
    void whoeverGotTheLeadKeepsItForAWhile() {
        Running first = world.leader();
        Running next = other(first);
        world.run(20 * SECOND);
        transfer(first, next.id);
        Running best = other(first, next);
        world.priorities.put(best.id, 1);
        world.run(9 * SECOND);
        assertThat(next.leads()).isTrue();
        world.run(2 * SECOND);
        assertThat(best.leads()).isTrue();
    }

    @Test
    void whoDoesNotAnswerIsNotAskedToLead() {
        Running first = world.leader();
        Running best = other(first);
        world.priorities.put(best.id, 1);
        world.cutOff.add(best.id);
        assertNobodyWaitsAtFor(first, 30 * SECOND);
    }

    @Test
    void theLeadGoesToTheHighestPriorityAfterAWhile() {
        Running first = world.leader();
        Running better = other(first);
        Running best = other(first, better);
        world.priorities.put(better.id, 1);
        world.priorities.put(best.id, 2);
        world.run(9 * SECOND);
        assertThat(first.leads()).as("not before ten seconds").isTrue();
        world.run(2 * SECOND);
        assertThat(best.leads()).isTrue();
        world.run(100 * SECOND);
        assertThat(best.leads()).isTrue();
        assertThat(best.member.stats().leaderChanges()).isEqualTo(2);
    }

    /** Otherwise nobody could write until it is. */
    @Test
    void whoIsFarBehindDoesNotGetTheLead() {
        Running first = world.leader();
        Running best = other(first);
        world.priorities.put(best.id, 1);
        world.cutOff.add(best.id);
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 100; i++) {
                CompletableFuture<?> _ = first.add(1);
            }
            add(first);
        }
        best.disk.takes = 3_600 * SECOND;
        world.cutOff.clear();
        assertNobodyWaitsAtFor(first, 30 * SECOND);
        best.disk.takes = 0;
        world.until(best::leads);
        assertThat(best.counter.sum).isEqualTo(first.counter.sum);
    }

    @Test
    void whoDoesNotTakeTheLeadIsAskedSeldom() {
        Running first = world.leader();
        world.priorities.put(other(first).id, 1);
        world.loseTransfers = true;
        world.run(400 * SECOND); // the fifth attempt was after 10 + 20 + 40 + 80 + 160 s
        int asked = world.lostTransfers;
        assertThat(asked).isPositive();
        world.run(200 * SECOND);
        assertThat(world.lostTransfers).isEqualTo(asked);
        assertThat(first.leads()).isTrue();

        world.run(50 * SECOND); // the sixth after 320 s more, and so is each from here on
        asked = world.lostTransfers;
        world.run(310 * SECOND);
        assertThat(world.lostTransfers).isGreaterThan(asked);
        world.loseTransfers = false;
        world.run(330 * SECOND);
        assertThat(first.leads()).isFalse();
    }
}
