package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.raft.Standing;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Three whole members in one thread, from proposal to disk to result. */
class MemberTest {
    private final World world = new World(1, 3);

    @Test
    void oneLeaderIsElected() {
        Running leader = world.leader();
        world.run(1_000 * World.MILLISECOND);

        assertThat(world.all().stream().filter(Running::leads)).containsExactly(leader);
        assertThat(world.all()).allMatch(one -> leader.id.equals(one.member.status().leader()));
    }

    @Test
    void whatTheLeaderProposesEveryMemberApplies() {
        CompletableFuture<Outcome<Long>> result = world.leader().add(5);
        world.until(result::isDone);

        assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
        world.until(() -> world.all().stream().allMatch(one -> one.counter.sum == 5));
    }

    @Test
    void aFollowerHandsProposalsToTheLeader() {
        Running follower = world.follower();
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            results.add(follower.add(i));
        }
        world.until(() -> results.stream().allMatch(CompletableFuture::isDone));

        long sum = 0;
        for (int i = 1; i <= 100; i++) {
            sum += i;
            Outcome<Long> outcome = results.get(i - 1).join();
            assertThat(outcome).isInstanceOf(Outcome.Applied.class);
            assertThat(((Outcome.Applied<Long>) outcome).result()).isEqualTo(sum);
        }
    }

    @Test
    void aProposalWaitsThroughAnElection() {
        CompletableFuture<Outcome<Long>> early = world.get(2).add(7);
        world.until(early::isDone);

        assertThat(early.join()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void aForwardedCommandThatArrivesTwiceIsAppliedOnce() {
        world.duplicateForwards = true;
        Running follower = world.follower();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Outcome<Long>> result = follower.add(1);
            world.until(result::isDone);
        }
        world.run(500 * World.MILLISECOND);

        assertThat(world.all()).allMatch(one -> one.counter.sum == 50);
        assertThat(world.leader().member.stats().duplicatesDropped()).isPositive();
    }

    @Test
    void aReadOnAnyMemberSeesWhatWasAcknowledgedBefore() {
        Running leader = world.leader();
        for (int i = 1; i <= 20; i++) {
            CompletableFuture<Outcome<Long>> written = leader.add(1);
            world.until(written::isDone);
            Running reader = world.get(1 + i % 3);
            CompletableFuture<ReadOutcome> read = reader.member.read(ReadMode.READ_INDEX);
            long[] seen = {-1};
            CompletableFuture<Void> after = read.thenAccept(_ -> seen[0] = reader.counter.sum);
            world.until(after::isDone);

            assertThat(read.join()).isInstanceOf(ReadOutcome.Ready.class);
            assertThat(seen[0]).isEqualTo(i);
        }
    }

    @Test
    void aReadWhoseQuestionGotLostIsAskedAgain() {
        Running follower = world.follower();
        world.lostQuestions = 2;
        CompletableFuture<ReadOutcome> read = follower.member.read(ReadMode.READ_INDEX);
        world.until(read::isDone);

        assertThat(read.join()).isInstanceOf(ReadOutcome.Ready.class);
        assertThat(world.lostQuestions).isZero();
    }

    @Test
    void aLeaderThatIsCutOffAnswersNeitherReadsNorWritesAndTheOthersGoOn() {
        Running old = world.leader();
        world.cutOff.add(old.id);
        CompletableFuture<Outcome<Long>> lost = old.add(1);
        CompletableFuture<ReadOutcome> read = old.member.read(ReadMode.READ_INDEX);
        Running next = world.leader();
        CompletableFuture<Outcome<Long>> written = next.add(10);
        world.until(written::isDone);

        assertThat(written.join()).isInstanceOf(Outcome.Applied.class);
        world.until(() -> lost.isDone() && read.isDone());
        assertThat(lost.join()).isEqualTo(new Outcome.Refused<>(Reason.TIMED_OUT));
        assertThat(read.join()).isEqualTo(new ReadOutcome.Refused(Reason.TIMED_OUT));
        assertThat(old.member.status().standing()).isNotEqualTo(Standing.LEADER);

        world.cutOff.clear();
        world.until(() -> old.counter.sum == 10);
        assertThat(old.counter.indexes).isEqualTo(next.counter.indexes);
    }

    @Test
    void everyMemberFindsItsLogAgainAfterARestart() {
        for (int i = 0; i < 30; i++) {
            CompletableFuture<Outcome<Long>> result = world.follower().add(1);
            world.until(result::isDone);
        }
        world.all().forEach(world::restart);
        world.run(1_000 * World.MILLISECOND);
        CompletableFuture<Outcome<Long>> more = world.get(1).add(1);
        world.until(more::isDone);

        assertThat(more.join())
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        applied -> assertThat(applied.result()).isEqualTo(31L));
        world.until(() -> world.all().stream().allMatch(one -> one.counter.sum == 31));
    }

    /** What waits for the applier is bounded also where it comes from the files. */
    @Test
    void aStartReadsNoMoreAtATimeThanTheApplierMayHold() {
        addOnes(world.leader(), 600);
        addOnes(world.leader(), 600);
        world.applyBytesMax = 2_000;
        Running again = world.restart(world.leader());
        again.applying = false;
        world.run(1_000 * World.MILLISECOND);
        assertThat(again.member.fill().applyBytes()).isBetween(1L, 4_000L);
        again.applying = true;
        world.until(() -> again.counter.sum == 1_200);
    }

    @Test
    void aMemberThatWasAwayCatchesUpFromTheLeadersJournal() {
        Running away = world.follower();
        world.cutOff.add(away.id);
        Running leader = world.leader();
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(leader.add(1));
            }
            world.until(() -> results.stream().allMatch(CompletableFuture::isDone));
        }
        Running again = world.restart(leader);
        world.cutOff.clear();

        world.until(() -> away.counter.sum == 2000 && again.counter.sum == 2000);
        assertThat(away.counter.indexes).isEqualTo(again.counter.indexes);
    }

    @Test
    void whatIsOverwrittenIsNeverAppliedThoughItIsStillOnDisk() {
        // More entries than one hand-over holds, so that a second read reaches into the tail.
        Running old = world.leader();
        addOnes(old, 600);
        addOnes(old, 600);
        world.until(() -> world.all().stream().allMatch(one -> one.counter.sum == 1_200));
        world.cutOff.add(old.id);
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Outcome<Long>> _ = old.add(1_000_000);
        }
        world.run(50 * World.MILLISECOND);
        Running next = world.leader();
        addOnes(next, 5);
        Running again = world.restart(old);
        again.writing = false;
        again.reading = false;
        world.cutOff.clear();
        long committed = next.member.status().commitIndex();
        world.until(() -> again.member.status().commitIndex() == committed);
        again.reading = true;
        world.run(500 * World.MILLISECOND);
        again.writing = true;
        world.until(() -> again.counter.indexes.size() == 1_205);

        assertThat(again.fatal).isEmpty();
        assertThat(again.counter.sum).isEqualTo(1_205);
        assertThat(again.counter.indexes).isEqualTo(next.counter.indexes);
    }

    private void addOnes(Running member, int count) {
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(member.add(1));
        }
        world.until(() -> results.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    void leadershipIsHandedOverOnRequest() {
        Running old = world.leader();
        CompletableFuture<TransferOutcome> done = old.member.transfer(null);
        world.until(done::isDone);

        assertThat(world.leader()).isNotSameAs(old);
        assertThat(done.join()).isEqualTo(new TransferOutcome.Transferred(world.leader().id));
    }

    @Test
    void tooManyProposalsAreBusyAtOnce() {
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (int i = 0; i <= 1024; i++) {
            results.add(world.get(1).add(1));
        }
        assertThat(results.getLast().join()).isEqualTo(new Outcome.Refused<>(Reason.BUSY));
        assertThat(results.get(1000)).isNotDone();
    }

    @Test
    void tooManyReadsAreBusyAtOnce() {
        for (int i = 0; i < 8; i++) {
            assertThat(world.get(1).member.read(ReadMode.READ_INDEX)).isNotDone();
        }
        assertThat(world.get(1).member.read(ReadMode.READ_INDEX).join())
                .isEqualTo(new ReadOutcome.Refused(Reason.BUSY));
    }

    @Test
    void aCommandThatIsTooLargeIsRefused() {
        assertThat(world.get(1).member.propose(Bytes.owned(new byte[(1 << 16) + 1])).join())
                .isEqualTo(new Outcome.Refused<>(Reason.TOO_LARGE));
    }

    @Test
    void aForwardedCommandThatNoMemberWouldSendIsDropped() {
        Running leader = world.leader();
        List<Payload> bad =
                List.of(
                        new Origin(new ServerId(9), 1, 1).wrap(Bytes.owned(new byte[1 << 17])),
                        new Payload(Payload.Kind.COMMAND, Bytes.utf8("without an origin")),
                        Payload.NO_OP);
        for (Payload payload : bad) {
            Message forward = new Message.Forward(1, Sizes.of(payload.size()));
            Frame frame = new Frame(1, forward, List.of(payload));
            leader.member.receiver().receive(world.follower().id, List.of(frame));
        }
        addOnes(leader, 1);

        assertThat(leader.counter.indexes).containsExactly(2L);
        assertThat(world.all()).allMatch(one -> one.fatal.isEmpty());
    }

    @Test
    void aStopHandsOverToAMemberThatAnswers() {
        Running leader = world.leader();
        Running dead = world.follower();
        world.all().forEach(one -> one.writing = one == leader || one == dead);
        addOnes(leader, 1);
        world.cutOff.add(dead.id);
        world.run(200 * World.MILLISECOND);
        world.all().forEach(one -> one.writing = true);
        CompletableFuture<TransferOutcome> transfer = leader.member.transfer(null);
        world.until(transfer::isDone);

        assertThat(transfer.join()).isInstanceOf(TransferOutcome.Transferred.class);
        assertThat(leader.leads()).isFalse();
    }

    @Test
    void aReadThatTheLeaderNeverAnswersIsGivenUp() {
        world.all().forEach(one -> one.writing = false);
        Running leader = world.leader();
        CompletableFuture<ReadOutcome> read = world.follower().member.read(ReadMode.READ_INDEX);
        world.run(1_900 * World.MILLISECOND);
        assertThat(read).isNotDone();
        world.run(200 * World.MILLISECOND);

        assertThat(leader.leads()).isTrue();
        assertThat(read).isCompletedWithValue(new ReadOutcome.Refused(Reason.TIMED_OUT));
    }

    @Test
    void withoutAQuorumAProposalIsGivenUpAndNothingWasDone() {
        world.cutOff.add(world.get(2).id);
        world.cutOff.add(world.get(3).id);
        CompletableFuture<Outcome<Long>> result = world.get(1).add(1);
        world.until(result::isDone);

        assertThat(result.join()).isEqualTo(new Outcome.Refused<>(Reason.NO_LEADER));
    }

    @Test
    void whatWasGivenUpWithoutALeaderIsForgotten() {
        Running alone = world.get(1);
        world.cutOff.add(world.get(2).id);
        world.cutOff.add(world.get(3).id);
        for (int i = 0; i < 3; i++) {
            List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
            for (int each = 0; each < 100; each++) {
                results.add(alone.add(1));
            }
            world.until(() -> results.stream().allMatch(CompletableFuture::isDone));
        }
        assertThat(((Driver<?>) alone.member.driver()).waiting()).isZero();
    }

    @Test
    void aFailedWriteStopsTheMemberAndNothingLeavesItAfterwards() {
        Running leader = world.leader();
        leader.disk.failing = true;
        CompletableFuture<Outcome<Long>> last = leader.add(1);
        world.until(last::isDone);

        assertThat(last.join()).isEqualTo(new Outcome.Refused<>(Reason.STOPPED));
        assertThat(leader.fatal).hasSize(1);
        assertThat(leader.member.isLatched()).isTrue();
        assertThat(leader.add(1).join()).isEqualTo(new Outcome.Refused<>(Reason.STOPPED));

        leader.disk.failing = false;
        world.cutOff.add(leader.id);
        CompletableFuture<Outcome<Long>> next = world.leader().add(5);
        world.until(next::isDone);
        assertThat(next.join()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void aReadOfAMemberThatDoesNotGetThereIsGivenUp() {
        Running leader = world.leader();
        Running behind = world.follower();
        behind.applying = false;
        CompletableFuture<Outcome<Long>> written = leader.add(1);
        world.until(written::isDone);
        CompletableFuture<ReadOutcome> read = behind.member.read(ReadMode.READ_INDEX);
        world.until(read::isDone);

        assertThat(read.join()).isEqualTo(new ReadOutcome.Refused(Reason.TIMED_OUT));
    }

    @Test
    void aLeaderWithASlowDiskTakesInNoMoreThanItsQueueHolds() {
        Running leader = world.leader();
        leader.writing = false;
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Running proposer = i < 10 || i >= 50 ? world.follower() : leader;
            results.add(proposer.member.propose(Bytes.utf8("0".repeat(60_000) + "1")));
            world.run(World.MILLISECOND);
        }
        world.run(300 * World.MILLISECOND);
        assertThat(leader.leads()).isTrue();
        assertThat(leader.counter.sum).as("1 MiB at 60,000 bytes each").isBetween(15L, 20L);

        leader.writing = true;
        world.until(() -> results.stream().allMatch(CompletableFuture::isDone));
        assertThat(results).allMatch(result -> result.join() instanceof Outcome.Applied<Long>);
        assertThat(leader.counter.sum).isEqualTo(60);
    }

    @Test
    void whenApplyingFailsEverybodyWhoWaitsIsTold() {
        Running leader = world.leader();
        leader.counter.poison = 3;
        List<CompletableFuture<Outcome<Long>>> results = new ArrayList<>();
        for (long i = 1; i <= 4; i++) {
            results.add(leader.add(i));
        }
        world.until(() -> leader.member.isLatched());

        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result)
                                .isCompletedWithValue(new Outcome.Refused<>(Reason.STOPPED)));
        assertThat(leader.member.transfer(null))
                .isCompletedWithValue(new TransferOutcome.Failed(Reason.STOPPED));
    }

    @Test
    void closingAnswersEverythingThatWaits() {
        Running one = world.get(1);
        CompletableFuture<Outcome<Long>> proposal = one.add(1);
        CompletableFuture<ReadOutcome> read = one.member.read(ReadMode.READ_INDEX);
        CompletableFuture<TransferOutcome> transfer = one.member.transfer(null);
        one.member.close();

        assertThat(transfer).isCompletedWithValue(new TransferOutcome.Failed(Reason.STOPPED));

        assertThat(proposal.join()).isEqualTo(new Outcome.Refused<>(Reason.STOPPED));
        assertThat(read.join()).isEqualTo(new ReadOutcome.Refused(Reason.STOPPED));
    }
}
