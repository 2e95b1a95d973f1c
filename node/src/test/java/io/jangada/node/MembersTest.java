package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import org.junit.jupiter.api.Test;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Members that come and go, as whole members see it. */
class MembersTest {
    private static final long MS = World.MILLISECOND;
    private static final SnapshotPolicy OFTEN =
            new SnapshotPolicy(1 << 20, 20, 3_600_000 * MS, 0, 0, 64 << 20, 50 * MS);

    /** The log stays behind the images. */
    private static final SnapshotPolicy OFTEN_AND_KEEPING =
            new SnapshotPolicy(1 << 20, 20, 3_600_000 * MS, 1 << 20, 1_000, 64 << 20, 50 * MS);

    private static final ServerId FOUR = new ServerId(4);

    private final World world = new World(1, 3, OFTEN);

    private static Members members(
            Collection<ServerId> voters,
            Collection<ServerId> learners,
            Collection<ServerId> joining) {
        return new Members(
                new TreeSet<>(voters),
                new TreeSet<>(),
                new TreeSet<>(learners),
                new TreeSet<>(joining),
                Bytes.utf8("addresses"));
    }

    private ChangeOutcome change(Running asked, Members next) {
        CompletableFuture<ChangeOutcome> done =
                asked.member.changeMembers(asked.member.members(), next);
        world.until(done::isDone);
        return done.join();
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            CompletableFuture<Outcome<Long>> result = world.leader().add(1);
            world.until(result::isDone);
            assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
        }
    }

    /** The last of {@code count} commands, none of which is waited for. */
    private static CompletableFuture<Outcome<Long>> propose(Running to, int count) {
        CompletableFuture<Outcome<Long>> last = to.add(1);
        for (int i = 1; i < count; i++) {
            last = to.add(1);
        }
        return last;
    }

    private Members withFour() {
        add(1);
        world.run(100 * MS); // all know the leader, and it has committed
        Members now = world.leader().member.members();
        return members(now.voters(), List.of(FOUR), List.of(FOUR));
    }

    @Test
    void aMemberThatJoinsGetsASnapshotAndThenAVote() {
        add(100);
        world.run(200 * MS);
        Running four = world.join(4);
        assertThat(four.member.members()).isEqualTo(Members.NONE);

        assertThat(change(world.leader(), withFour())).isEqualTo(new ChangeOutcome.Changed());
        world.until(() -> four.member.members().voters().contains(FOUR));

        add(1);
        world.until(() -> four.counter.sum == 102);
        assertThat(four.member.stats().snapshotsRestored()).isEqualTo(1);
        assertThat(four.member.members())
                .isEqualTo(world.leader().member.members())
                .isEqualTo(members(four.member.members().voters(), List.of(), List.of()));
    }

    @Test
    void whatChangedIsStillSoAfterAStartFromTheLogOrASnapshot() {
        world.join(4);
        change(world.leader(), withFour());
        world.until(() -> world.get(4).member.members().voters().contains(FOUR));
        Members now = world.get(4).member.members();
        for (int round = 0; round < 2; round++) {
            world.all().forEach(world::restart);
            for (Running one : world.all()) {
                assertThat(one.member.members()).isEqualTo(now);
            }
            add(100);
            world.run(200 * MS);
            assertThat(world.get(4).member.status().firstLogIndex()).isGreaterThan(50);
        }
    }

    /** Who starts on it would go on with what it says, were the entry cut off that says more. */
    @Test
    void anImageHasTheConfigurationOfItsIndex() {
        Members next = withFour();
        Running leader = world.leader();
        leader.applying = false;
        long last = leader.member.status().lastLogIndex() + 25;
        assertThat(propose(leader, 25)).isNotDone();
        world.until(() -> leader.member.status().commitIndex() == last);
        world.cutOff.add(leader.id);
        CompletableFuture<ChangeOutcome> change =
                leader.member.changeMembers(leader.member.members(), next);
        world.until(() -> leader.member.members().equals(next));
        leader.applying = true;
        world.until(() -> leader.member.status().snapshotIndex() > 0);
        assertThat(change).as("only this member has it").isNotDone();
        assertThat(leader.member.status().firstLogIndex()).isGreaterThan(1);

        Running again = world.restart(leader);
        assertThat(again.member.members()).isEqualTo(next);
        add(1);
        world.cutOff.clear();
        world.until(() -> !again.member.members().equals(next));
        assertThat(again.member.members()).isEqualTo(world.members());
    }

    /** Until the entry that tells who they are, there is nobody to start with. */
    @Test
    void noImageIsWrittenOfEntriesBeforeTheMembersAreKnown() {
        World whole = new World(1, 3, OFTEN_AND_KEEPING);
        Running leader = whole.leader();
        whole.until(propose(leader, 25)::isDone);
        assertThat(leader.member.status().firstLogIndex()).isOne();
        Running four = whole.join(4);
        Members now = leader.member.members();
        CompletableFuture<ChangeOutcome> change =
                leader.member.changeMembers(now, members(now.voters(), List.of(FOUR), List.of()));
        whole.until(() -> change.isDone() && four.counter.sum == 25);
        whole.run(200 * MS);

        assertThat(four.counter.indexes).as("it got the log").hasSize(25);
        assertThat(four.member.status().snapshotIndex()).isZero();
        whole.until(propose(leader, 20)::isDone);
        whole.until(() -> four.member.status().snapshotIndex() > 0);
    }

    @Test
    void theTransportIsToldOfAChangeBeforeAndAfterItIsCommitted() {
        Members first = world.members();
        Running leader = world.leader();
        assertThat(leader.told).containsExactly(List.of(first, first));
        Members next = withFour();
        assertThat(change(leader, next)).isEqualTo(new ChangeOutcome.Changed());
        assertThat(leader.told)
                .containsExactly(List.of(first, first), List.of(first, next), List.of(next, next));
        Running again = world.restart(leader);
        world.until(() -> again.told.getLast().equals(List.of(next, next)));
    }

    /** It goes on for a heartbeat, so that what it said at last has left, and no longer. */
    @Test
    void aLeaderThatRemovedItselfHearsOfItOnce() {
        add(1);
        world.run(100 * MS);
        Running leader = world.leader();
        TreeSet<ServerId> others = new TreeSet<>(leader.member.members().voters());
        others.remove(leader.id);
        assertThat(change(leader, members(others, List.of(), List.of())))
                .isEqualTo(new ChangeOutcome.Changed());
        assertThat(leader.removed).isEmpty();
        world.run(20 * MS);
        assertThat(leader.removed).isEmpty();
        world.run(30 * MS);
        assertThat(leader.removed).containsExactly("this member was removed from the cluster");
        assertThat(leader.fatal).isEmpty();
        for (Running one : world.all()) {
            assertThat(one.removed).hasSize(one == leader ? 1 : 0);
        }
    }

    @Test
    void whoIsToldThatItWasRemovedSaysSoOnce() {
        Running one = world.leader();
        one.member.receiver().removed(FOUR);
        one.member.receiver().removed(FOUR);
        world.run(10 * MS);
        assertThat(one.removed)
                .containsExactly("this member was removed from the cluster, as 4 says");
    }

    /** A log from its beginning names members among whom it is not yet. */
    @Test
    void whoIsNotAMemberYetWasNotRemoved() {
        Running four = world.join(4);
        change(world.leader(), withFour());
        world.until(() -> four.member.members().voters().contains(FOUR));
        world.run(1_000 * MS);
        assertThat(four.removed).isEmpty();
    }

    @Test
    void anyMemberTakesAChangeAndTellsHowItEnded() {
        Members next = withFour();
        Running follower = world.follower();
        assertThat(change(follower, next)).isEqualTo(new ChangeOutcome.Changed());
        world.until(() -> follower.member.members().equals(next));

        Members tooEarly = members(List.of(new ServerId(1), FOUR), List.of(), List.of());
        assertThat(change(follower, tooEarly))
                .isEqualTo(new ChangeOutcome.Refused(Refusal.NOT_CAUGHT_UP));
    }

    /** A leader that removed itself is reached no more, perhaps before it was heard. */
    @Test
    void whoAskedLearnsOfTheChangeByItselfWhereTheAnswerIsLost() {
        add(1);
        world.run(100 * MS);
        Running leader = world.leader();
        TreeSet<ServerId> others = new TreeSet<>(leader.member.members().voters());
        others.remove(leader.id);
        world.loseAnswers = true;
        assertThat(change(world.follower(), members(others, List.of(), List.of())))
                .isEqualTo(new ChangeOutcome.Changed());
    }

    @Test
    void whoKnowsNoLeaderOrHearsNothingDoesNotKnow() {
        Members next = withFour();
        Running follower = world.follower();
        world.cutOff.add(follower.id);
        assertThat(change(follower, next)).isEqualTo(new ChangeOutcome.Unknown(Reason.TIMED_OUT));
        world.run(1000 * MS);
        assertThat(change(follower, next)).isEqualTo(new ChangeOutcome.Unknown(Reason.NO_LEADER));

        CompletableFuture<ChangeOutcome> waits =
                follower.member.changeMembers(Members.NONE, Members.NONE);
        follower.member.close();
        assertThat(waits.join()).isEqualTo(new ChangeOutcome.Unknown(Reason.STOPPED));
    }

    @Test
    void aLeaderThatIsCutOffDoesNotKnowWhatBecomesOfItsChange() {
        Members next = withFour();
        Running leader = world.leader();
        world.cutOff.add(leader.id);
        assertThat(change(leader, next)).isEqualTo(new ChangeOutcome.Unknown(Reason.TIMED_OUT));
        assertThat(leader.member.members()).isEqualTo(next);

        add(1);
        world.cutOff.clear();
        world.until(() -> !leader.member.members().equals(next));
        assertThat(leader.member.members()).isEqualTo(world.members());
    }

    @Test
    void aLeaderThatGoesHandsOverAndNothingIsLost() {
        Running leader = world.leader();
        add(10);
        TreeSet<ServerId> rest = new TreeSet<>(leader.member.members().voters());
        rest.remove(leader.id);
        CompletableFuture<Outcome<Long>> proposed = leader.add(1);
        assertThat(change(leader, members(rest, List.of(), List.of())))
                .isEqualTo(new ChangeOutcome.Changed());
        world.until(proposed::isDone);
        world.cutOff.add(leader.id);
        add(10);
        boolean applied = proposed.join() instanceof Outcome.Applied;
        assertThat(applied || proposed.join().equals(new Outcome.Refused<>(Reason.NO_LEADER)))
                .isTrue();
        assertThat(world.leader().counter.sum).isEqualTo(applied ? 21 : 20);
        assertThat(world.leader().member.members().voters()).isEqualTo(rest);
    }

    @Test
    void allMembersCanBeReplacedOneByOne() {
        for (int id = 4; id <= 6; id++) {
            ServerId next = new ServerId(id);
            Running joined = world.join(id);
            add(30);
            TreeSet<ServerId> voters = new TreeSet<>(world.leader().member.members().voters());
            change(world.leader(), members(voters, List.of(next), List.of()));
            TreeSet<ServerId> swapped = new TreeSet<>(voters);
            swapped.remove(voters.first());
            swapped.add(next);
            Members last = members(swapped, List.of(), List.of());
            world.until(() -> change(world.leader(), last).equals(new ChangeOutcome.Changed()));
            world.until(() -> joined.member.members().equals(last));
            world.cutOff.add(voters.first());
        }
        add(1);
        assertThat(world.leader().member.members().voters())
                .containsExactly(new ServerId(4), new ServerId(5), new ServerId(6));
        assertThat(world.leader().counter.sum).isEqualTo(91);
    }

    @Test
    void anEntryIsAConfigurationInItsBytesAndInTheMessageOrInNeither() {
        Members members = Members.of(FOUR);
        Payload told = Payload.of(members);
        Payload other = Payload.of(Members.NONE);
        Payload command = new Payload(Payload.Kind.COMMAND, Bytes.utf8("x"));

        assertThat(Changing.agree(append(Map.of(7L, members)), List.of(command, told))).isTrue();
        assertThat(Changing.agree(append(Map.of()), List.of(command, command))).isTrue();
        assertThat(Changing.agree(append(Map.of()), List.of(command, told))).isFalse();
        assertThat(Changing.agree(append(Map.of(7L, members)), List.of(told, command))).isFalse();
        assertThat(Changing.agree(append(Map.of(7L, members)), List.of(command, other))).isFalse();
        assertThat(Changing.agree(append(Map.of(7L, members)), List.of(command, command)))
                .isFalse();
    }

    @Test
    void aFrameThatDoesNotAgreeWithItselfIsDropped() {
        add(1);
        world.run(100 * MS);
        Running follower = world.follower();
        long last = follower.member.status().lastLogIndex();
        long term = follower.member.status().currentTerm();
        Payload command = new Payload(Payload.Kind.COMMAND, Bytes.utf8("x"));
        Entries entries =
                Entries.of(last + 1, term, Sizes.of(1))
                        .with(new TreeMap<>(Map.of(last + 1, Members.of(FOUR))));
        Message append = new Message.AppendEntries(term, last, term, last, entries);
        ServerId leader = world.leader().id;

        follower.member.receiver().receive(leader, List.of(new Frame(1, append, List.of(command))));
        follower.member.driver().turn();
        assertThat(follower.member.status().lastLogIndex()).isEqualTo(last);
        assertThat(follower.member.members()).isEqualTo(world.members());
    }

    private static Message.AppendEntries append(Map<Long, Members> configurations) {
        Entries entries = Entries.of(6, 1, Sizes.of(1, 1)).with(new TreeMap<>(configurations));
        return new Message.AppendEntries(1, 5, 1, 5, entries);
    }
}
