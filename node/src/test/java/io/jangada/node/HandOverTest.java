package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.raft.Bytes;
import io.jangada.raft.Settings;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Proposals that were handed to a leader and got lost, came late, or came twice. */
class HandOverTest {
    private static final long MS = World.MILLISECOND;
    private static final long ELECTION = 300 * MS;
    private static final int MANY = 50;

    private final World world = new World(1, 3);

    @Test
    void aForwardThatDiesWithItsLeaderIsHandedToTheNext() {
        Running leader = world.leader();
        Running follower = world.follower();
        world.lostForwards = 1;
        CompletableFuture<Outcome<Long>> result = follower.add(1);
        world.run(10 * MS);
        world.cutOff.add(leader.id);
        world.leader();
        world.run(30 * MS);

        assertThat(result).as("as soon as there is a leader").isDone();
        assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
        assertThat(follower.counter.sum).isEqualTo(1);
    }

    @Test
    void whatTheOldLeaderHadReplicatedIsAppliedOnceThoughItIsHandedOverAgain() {
        Running leader = world.leader();
        world.all().forEach(one -> one.writing = one == leader);
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (Running one : world.all()) {
            if (one != leader) {
                results.add(one.add(1));
            }
        }
        world.run(20 * MS);
        assertThat(leader.counter.sum).as("nobody else has it durably").isZero();
        world.cutOff.add(leader.id);
        world.all().forEach(one -> one.writing = true);
        world.until(() -> results.stream().allMatch(CompletableFuture::isDone));

        assertThat(results).allMatch(one -> one.join() instanceof Outcome.Applied<Long>);
        world.run(ELECTION);
        Running next = world.leader();
        assertThat(next.counter.sum).isEqualTo(2);
        assertThat(next.member.stats().duplicatesDropped()).isPositive();
    }

    @Test
    void whatALeaderProposedAndLostWithItsLeadershipIsHandedToTheNext() {
        Running old = world.leader();
        world.cutOff.add(old.id);
        CompletableFuture<Outcome<Long>> result = old.add(1);
        world.run(50 * MS);
        world.leader();
        world.cutOff.clear();
        world.until(result::isDone);

        assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
        assertThat(old.counter.sum).isEqualTo(1);
    }

    @Test
    void oneThatWasOvertakenIsHandedOverAgainAtOnce() {
        Running follower = world.follower();
        world.lostForwards = 1;
        CompletableFuture<Outcome<Long>> lost = follower.add(1);
        world.run(MS);
        CompletableFuture<Outcome<Long>> next = follower.add(10);
        world.run(30 * MS);

        assertThat(next).isCompletedWithValue(new Outcome.Applied<>(2, 10L));
        assertThat(lost).isCompletedWithValue(new Outcome.Applied<>(3, 11L));
        assertThat(world.forwards).isEqualTo(3);
    }

    @Test
    void theLateCopyOfOneThatWasOvertakenIsDropped() {
        Running follower = world.follower();
        world.lateForwards = 1;
        CompletableFuture<Outcome<Long>> late = follower.add(1);
        world.run(MS);
        CompletableFuture<Outcome<Long>> next = follower.add(10);
        world.run(1_000 * MS);

        assertThat(next).isCompletedWithValue(new Outcome.Applied<>(2, 10L));
        assertThat(late).isCompletedWithValue(new Outcome.Applied<>(3, 11L));
        assertThat(world.all()).allMatch(one -> one.counter.sum == 11);
        assertThat(world.leader().member.stats().duplicatesDropped()).isEqualTo(1);
    }

    @Test
    void aLossThatNothingShowsIsNoticedAfterAnElectionTimeout() {
        Running follower = world.follower();
        world.lostForwards = 2;
        CompletableFuture<Outcome<Long>> result = follower.add(1);
        world.run(100 * MS);
        assertThat(world.forwards).isEqualTo(1);
        world.run(100 * MS);
        assertThat(world.forwards).as("after 150 ms").isEqualTo(2);
        world.until(result::isDone);

        assertThat(world.forwards).isEqualTo(3);
        assertThat(follower.counter.sum).isEqualTo(1);
    }

    @Test
    void ofManyThatAreLostTheYoungestShowsThatAllAre() {
        Running follower = world.follower();
        world.lostForwards = 1;
        List<CompletableFuture<Outcome<Long>>> results = many(follower);
        world.run(ELECTION);

        assertThat(results).allMatch(CompletableFuture::isDone);
        assertThat(follower.counter.sum).isEqualTo(MANY);
        assertThat(world.forwards).as("all, the youngest, and the others anew").isEqualTo(3);
    }

    /** Who takes two seconds for what it was given must not get all of it again and again. */
    @Test
    void aSlowLeaderGetsOnlyTheYoungestAgain() {
        Running leader = world.leader();
        world.all().forEach(one -> one.writing = one == leader);
        List<CompletableFuture<Outcome<Long>>> results = many(world.follower());
        world.run(2_000 * MS);
        assertThat(world.leader()).isSameAs(leader);
        world.all().forEach(one -> one.writing = true);
        world.until(() -> results.stream().allMatch(CompletableFuture::isDone));

        assertThat(leader.counter.sum).isEqualTo(MANY);
        long inVain = 2_000 / 150;
        assertThat(world.forwards).as("one for each election time-out").isEqualTo(1 + inVain);
        assertThat(leader.member.stats().duplicatesDropped()).isEqualTo(inVain);
    }

    private static List<CompletableFuture<Outcome<Long>>> many(Running proposer) {
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            results.add(proposer.add(1));
        }
        return results;
    }

    @Test
    void aBrokenConnectionToTheLeaderHandsOverAgainAtOnce() {
        Running leader = world.leader();
        Running follower = world.follower();
        world.lostForwards = 1;
        CompletableFuture<Outcome<Long>> result = follower.add(1);
        world.run(MS);
        follower.member.receiver().lost(leader.id);
        world.run(30 * MS);

        assertThat(result).isCompletedWithValue(new Outcome.Applied<>(2, 1L));
    }

    @Test
    void aLeaderRepeatsNothingWhileItLeads() {
        Running leader = world.leader();
        world.all().forEach(one -> one.writing = one == leader);
        CompletableFuture<Outcome<Long>> slow = leader.add(1);
        world.run(4 * ELECTION);
        assertThat(slow).isNotDone();
        world.all().forEach(one -> one.writing = true);
        world.until(slow::isDone);

        assertThat(leader.member.stats().duplicatesDropped()).isZero();
    }

    @Test
    void whatMayHaveBeenDoneIsNeverCalledBusy() {
        World tight = new World(1, 3, new Settings(150 * MS, 30 * MS, 100, 10, 8, 1000, 500, 8, 8));
        Running old = tight.leader();
        tight.lostForwards = Integer.MAX_VALUE;
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (Running one : tight.all()) {
            for (int i = 0; i < 20 && one != old; i++) {
                results.add(one.member.propose(Bytes.utf8("0".repeat(60) + "1")));
            }
        }
        tight.run(10 * MS);
        tight.cutOff.add(old.id);
        tight.lostForwards = 0;
        tight.until(() -> results.stream().allMatch(CompletableFuture::isDone));

        assertThat(results).allMatch(one -> one.join() instanceof Outcome.Applied<Long>);
        assertThat(tight.leader().counter.sum).isEqualTo(40);
    }

    /** Forwards get lost, doubled and delayed, leaders are cut off: each counts once. */
    @RepeatedTest(40)
    void whateverIsLostEachIsAppliedOnce(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        World wild = new World(repetition.getCurrentRepetition(), 3);
        wild.leader();
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            results.add(wild.get(1 + random.nextInt(3)).add(1));
            wild.duplicateForwards = random.nextInt(4) == 0;
            if (random.nextInt(8) == 0) {
                wild.lostForwards = 1;
            }
            if (random.nextInt(8) == 0) {
                wild.lateForwards = 1;
            }
            if (random.nextInt(100) == 0) {
                wild.cutOff.add(wild.leader().id);
                wild.run(ELECTION);
                wild.cutOff.clear();
            }
            wild.run(random.nextLong(4) * MS);
        }
        wild.lostForwards = 0;
        wild.lateForwards = 0;
        wild.until(() -> results.stream().allMatch(CompletableFuture::isDone));
        wild.run(ELECTION);

        assertThat(results).allMatch(result -> result.join() instanceof Outcome.Applied<Long>);
        assertThat(results.stream().map(CompletableFuture::join)).doesNotHaveDuplicates();
        assertThat(wild.all()).allMatch(one -> one.counter.sum == 300);
    }
}
