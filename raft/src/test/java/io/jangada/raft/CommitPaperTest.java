package io.jangada.raft;

import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;
import static io.jangada.raft.OneServer.S5;
import static io.jangada.raft.OneServer.entries;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendAccepted;
import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.AppendRejected;
import io.jangada.raft.Message.Heartbeat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.TreeSet;

@DisplayName("Commitment: Raft paper §5.3, §5.4.2; Raft thesis §3.6.2")
class CommitPaperTest {
    private static AppendEntries append(long term, long prev, long prevTerm, long commit) {
        return new AppendEntries(term, prev, prevTerm, commit, entries(prev + 1, term));
    }

    private static long committed(OneServer server) {
        return server.status().commitIndex();
    }

    // The leader's side.

    @Test
    void anEntryIsCommittedOnceTheLeaderHasItOnAMajority() {
        OneServer leader = OneServer.of(5).leadAndCommit();
        leader.propose(8).persist();

        leader.acknowledge(S2, 2);
        assertThat(committed(leader)).isEqualTo(1);
        leader.acknowledge(S3, 2);

        assertThat(committed(leader)).isEqualTo(2);
        assertThat(leader.outputs(Output.Commit.class)).containsExactly(new Output.Commit(2));
    }

    // W4: two of four followers, with the leader, are three of five.
    @Test
    void theLeadersOwnDurableCopyCountsTowardsTheMajority() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.propose(8).persist();

        leader.acknowledge(S3, 2);

        assertThat(committed(leader)).isEqualTo(2);
    }

    // W21
    @Test
    void halfOfAnEvenClusterCommitsNothing() {
        OneServer leader = OneServer.of(4).leadAndCommit();
        leader.propose(8).persist();

        leader.acknowledge(S2, 2);

        assertThat(committed(leader)).isEqualTo(1);
    }

    @Test
    void anAcknowledgementThatArrivesTwiceCountsOnce() {
        OneServer leader = OneServer.of(5).leadAndCommit();
        leader.propose(8).persist();

        leader.acknowledge(S2, 2).acknowledge(S2, 2);

        assertThat(committed(leader)).isEqualTo(1);
    }

    // Bug 15 of the list: the median, whatever the order in which the acknowledgements came.
    @Test
    void theCommitIndexIsTheHighestThatAMajorityHas() {
        OneServer leader = OneServer.of(5).leadAndCommit();
        leader.propose(1, 1, 1, 1).persist();

        leader.acknowledge(S5, 2).acknowledge(S2, 4).acknowledge(S4, 3);

        assertThat(committed(leader)).isEqualTo(3);
    }

    @Test
    void committingAnEntryCommitsAllBeforeIt() {
        OneServer leader = OneServer.of(3, 2, 1, 1, 2).lead().persist();

        leader.acknowledge(S2, 4);

        assertThat(leader.outputs(Output.Commit.class)).containsExactly(new Output.Commit(4));
    }

    // Figure 8, bug 13 of the list, M2.
    @Test
    void aLeaderNeverCommitsAnEntryOfAPreviousTermByCountingReplicas() {
        OneServer leader = OneServer.of(5, 3, 1, 2).lead().persist();

        leader.acknowledge(S2, 2).acknowledge(S3, 2).acknowledge(S4, 2).acknowledge(S5, 2);

        assertThat(committed(leader)).isZero();
    }

    @Test
    void onceAnEntryOfItsOwnTermIsCommittedAllEarlierOnesAreIndirectly() {
        OneServer leader = OneServer.of(5, 3, 1, 2).lead().persist();
        leader.acknowledge(S2, 2).acknowledge(S3, 2);

        leader.acknowledge(S2, 3).acknowledge(S3, 3);

        assertThat(committed(leader)).isEqualTo(3);
    }

    // M3: without an entry of its own a leader of an idle cluster would commit nothing at all.
    @Test
    void theNoOpCommitsWhatEarlierLeadersLeft() {
        OneServer leader = OneServer.of(3, 2, 1, 2).lead().persist();

        leader.acknowledge(S2, leader.log().last());

        assertThat(committed(leader)).isEqualTo(3);
    }

    // M7
    @Test
    void aRejectionCommitsNothing() {
        OneServer leader = OneServer.of(3, 2, 1, 2).lead().persist();

        leader.receive(S2, new AppendRejected(3, 2, 2, 2));

        assertThat(committed(leader)).isZero();
    }

    @Test
    void anAcknowledgementOfAnEarlierTermCommitsNothing() {
        OneServer leader = OneServer.of(3, 2, 1, 2).lead().persist();

        leader.receive(S2, new AppendAccepted(2, 3));

        assertThat(committed(leader)).isZero();
    }

    @Test
    void theAcknowledgementOfAServerOutsideTheConfigurationCommitsNothing() {
        OneServer leader = OneServer.of(3).lead().persist();

        leader.acknowledge(new ServerId(9), 1);

        assertThat(committed(leader)).isZero();
    }

    // M20
    @Test
    void theCopyOfALearnerDoesNotCount() {
        TreeSet<ServerId> learners = new TreeSet<>();
        learners.add(S4);
        Members members = new Members(OneServer.voters(3).voters(), new TreeSet<>(), learners);
        Start start = Start.of(OneServer.S1, members, HardState.INITIAL, Entries.none(1), 1, 1);
        OneServer leader =
                OneServer.of(start, OneServer.SETTINGS, OneServer.SHORTEST).lead().persist();

        leader.acknowledge(S4, 1);
        assertThat(committed(leader)).isZero();
        leader.acknowledge(S3, 1);

        assertThat(committed(leader)).isEqualTo(1);
    }

    // M8: a joint configuration needs a majority of each part, not of the union.
    @Test
    void aJointConfigurationCommitsWithAMajorityOfBothParts() {
        TreeSet<ServerId> outgoing = new TreeSet<>(OneServer.voters(1).voters());
        outgoing.add(S4);
        outgoing.add(S5);
        Members members = new Members(OneServer.voters(3).voters(), outgoing, new TreeSet<>());
        Start start = Start.of(OneServer.S1, members, HardState.INITIAL, Entries.none(1), 1, 1);
        OneServer leader = OneServer.of(start, OneServer.SETTINGS, OneServer.SHORTEST).campaign();
        leader.receive(S2, new Message.RequestVoteReply(1, true));
        leader.receive(S3, new Message.RequestVoteReply(1, true));
        assertThat(leader.standing()).isEqualTo(Standing.CANDIDATE);
        leader.receive(S4, new Message.RequestVoteReply(1, true)).persist();
        assertThat(leader.standing()).isEqualTo(Standing.LEADER);

        leader.acknowledge(S2, 1).acknowledge(S3, 1);
        assertThat(committed(leader)).isZero();
        leader.acknowledge(S5, 1);

        assertThat(committed(leader)).isEqualTo(1);
    }

    @Test
    void aSingleServerCommitsWhatItsOwnDiskHas() {
        OneServer server = OneServer.of(1).timeOut().persist().forget();

        server.propose(8);
        assertThat(committed(server)).isEqualTo(1);
        server.persist();

        assertThat(committed(server)).isEqualTo(2);
    }

    @Test
    void theLeaderTellsFollowersOfANewCommitIndex() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.propose(8).persist().acknowledge(S2, 2).forget();

        leader.step(new Input.HeartbeatDue());

        assertThat(leader.last(S2, Heartbeat.class).leaderCommit()).isEqualTo(2);
    }

    // The follower's side: min(leaderCommit, index of the last new entry).

    @Test
    void aFollowerCommitsWhatTheLeaderSaysIsCommitted() {
        OneServer server = OneServer.of(3).follow(S2, 1);

        server.receive(S2, append(1, 0, 0, 1));

        assertThat(committed(server)).isEqualTo(1);
    }

    // M18
    @Test
    void aFollowerCommitsNothingBeyondTheLastNewEntry() {
        OneServer server = OneServer.of(3, 3, 1, 2, 2, 2).follow(S2, 3);

        server.receive(S2, new AppendEntries(3, 1, 1, 4, Entries.none(2)));

        assertThat(committed(server)).isEqualTo(1);
    }

    @Test
    void aFollowerCommitsNothingBeyondTheMatchIndexOfAHeartbeat() {
        OneServer server = OneServer.of(3, 3, 1, 2, 2, 2);

        server.receive(S2, new Heartbeat(3, 2, 2, 1));

        assertThat(committed(server)).isEqualTo(2);
    }

    // W3: two servers may lawfully know different commit indexes.
    @Test
    void aFollowerWhoseCommitIndexDiffersFromTheLeadersStillAppends() {
        OneServer server = OneServer.of(3, 2, 1, 1).follow(S2, 2);

        server.receive(S2, append(2, 2, 1, 0));

        assertThat(server.log().last()).isEqualTo(3);
        assertThat(committed(server)).isZero();
    }

    @Test
    void aRejectedAppendCommitsNothing() {
        OneServer server = OneServer.of(3, 2, 1, 1).follow(S2, 2);

        server.receive(S2, append(2, 2, 2, 2));

        assertThat(server.sent(AppendRejected.class)).hasSize(1);
        assertThat(committed(server)).isZero();
    }

    // Bug 19 of the list.
    @Test
    void theCommitIndexNeverGoesBack() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        server.receive(S2, append(1, 0, 0, 0)).receive(S2, append(1, 1, 1, 2)).persist();

        server.receive(S2, append(1, 0, 0, 0)).receive(S2, new Heartbeat(1, 1, 1, 1));

        assertThat(committed(server)).isEqualTo(2);
        assertThat(server.outputs(Output.Commit.class)).containsExactly(new Output.Commit(2));
    }

    @Test
    void theCommitIndexOutlivesAChangeOfRole() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S2, new Heartbeat(5, 0, 0, 1));

        assertThat(leader.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(committed(leader)).isEqualTo(1);
    }

    @Test
    void theCommitIndexStartsAtZeroAfterARestartAndIsLearntAgain() {
        OneServer server = OneServer.of(3, 2, 1, 2);
        assertThat(committed(server)).isZero();

        server.receive(S2, new AppendEntries(2, 2, 2, 2, Entries.none(3)));

        assertThat(committed(server)).isEqualTo(2);
    }

    // W19, and requirement 43.
    @Test
    void anEntryIsAppliedOnlyAfterItIsCommitted() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.step(new Input.Applied(1));

        assertThat(leader.status().lastApplied()).isEqualTo(1);
        leader.propose(8).persist();
        assertThat(leader.outputs(Output.Commit.class)).isEmpty();
    }
}
