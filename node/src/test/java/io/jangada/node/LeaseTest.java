package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.raft.Message;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads by lease: heartbeats are 30 ms apart, time-outs 150 ms, so that a lease is 135 ms. */
class LeaseTest {
    private static final long MS = World.MILLISECOND;

    private final World world = new World(1, 3);

    private Running withALease() {
        Running leader = world.leader();
        CompletableFuture<?> written = leader.add(1);
        world.until(written::isDone);
        CompletableFuture<ReadOutcome> first = leader.member.read(ReadMode.LEASE);
        world.until(first::isDone);
        return leader;
    }

    private static boolean isReady(CompletableFuture<ReadOutcome> read) {
        return read.isDone() && read.join() instanceof ReadOutcome.Ready;
    }

    private CompletableFuture<ReadOutcome> read(Running at, ReadMode mode) {
        CompletableFuture<ReadOutcome> read = at.member.read(mode);
        world.run(0);
        return read;
    }

    @Test
    void aLeaderAnswersByItselfUntilItsLeaseIsOver() {
        Running leader = withALease();
        world.cutOff.add(leader.id);

        assertThat(isReady(read(leader, ReadMode.READ_INDEX))).isFalse();
        assertThat(isReady(read(leader, ReadMode.LEASE))).isTrue();
        world.run(130 * MS);
        assertThat(isReady(read(leader, ReadMode.LEASE))).isTrue();
        world.run(5 * MS);
        assertThat(isReady(read(leader, ReadMode.LEASE))).isFalse();
    }

    @Test
    void nobodyWritesElsewhereBeforeThat() {
        for (long seed = 1; seed <= 30; seed++) {
            World other = new World(seed, 3);
            Running leader = other.leader();
            CompletableFuture<?> written = leader.add(1);
            other.until(written::isDone);
            other.run((seed % 10) * 10 * MS);
            CompletableFuture<?> first = leader.member.read(ReadMode.LEASE);
            other.until(first::isDone);
            other.cutOff.add(leader.id);
            Running next = other.follower();
            CompletableFuture<?> elsewhere = next.add(1);
            while (!elsewhere.isDone()) {
                other.run(MS);
            }
            CompletableFuture<ReadOutcome> stale = leader.member.read(ReadMode.LEASE);
            other.run(0);
            assertThat(isReady(stale)).isFalse();
        }
    }

    @Test
    void itIsKeptWhereItIsUsed() {
        Running leader = withALease();
        for (int i = 0; i < 20; i++) {
            world.run(50 * MS);
            assertThat(isReady(read(leader, ReadMode.LEASE))).isTrue();
        }
    }

    @Test
    void aFollowerGetsItsReadFromTheLeader() {
        Running leader = withALease();
        Running follower = world.follower();
        CompletableFuture<ReadOutcome> read = follower.member.read(ReadMode.LEASE);
        world.until(read::isDone);
        assertThat(isReady(read)).isTrue();
        assertThat(follower.counter.sum).isEqualTo(leader.counter.sum);
    }

    /** Bug 54 of the list: the driver stood still after it had read its clock. */
    @Test
    void whoComesWhenTheLeaseIsOverIsNotServedByAnOlderTime() {
        Running leader = withALease();
        List<CompletableFuture<ReadOutcome>> late = new ArrayList<>();
        world.afterClock.put(
                leader.id,
                () -> {
                    world.cutOff.add(leader.id);
                    world.freeze(136 * MS);
                    late.add(leader.member.read(ReadMode.LEASE));
                });
        world.run(31 * MS);
        assertThat(world.afterClock).isEmpty();
        assertThat(isReady(late.getFirst())).isFalse();
    }

    /** A follower that stood still has heard its leader when it says so, and not before. */
    @Test
    void whoAnswersALeaderIsLoyalForATimeOutFromThenOn() {
        Running leader = withALease();
        Running follower = world.follower();
        world.cutOff.add(leader.id);
        world.run(20 * MS);
        long term = leader.member.status().currentTerm();
        long match = leader.member.status().commitIndex();
        Frame heartbeat = new Frame(1, new Message.Heartbeat(term, match, match, 9), List.of());
        world.afterClock.put(
                follower.id,
                () -> {
                    world.freeze(200 * MS);
                    follower.member.receiver().receive(leader.id, List.of(heartbeat));
                });
        for (int i = 0; i < 3; i++) {
            follower.turn();
        }
        assertThat(world.afterClock).isEmpty();

        Message.RequestVote request = new Message.RequestVote(term + 1, 100, term, false);
        Running other =
                world.all().stream()
                        .filter(one -> one != leader && one != follower)
                        .findFirst()
                        .orElseThrow();
        follower.member.receiver().receive(other.id, List.of(new Frame(1, request, List.of())));
        for (int i = 0; i < 3; i++) {
            follower.turn();
        }
        assertThat(follower.member.status().currentTerm()).isEqualTo(term);
    }
}
