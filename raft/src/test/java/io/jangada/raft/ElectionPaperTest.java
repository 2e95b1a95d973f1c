package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
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
import io.jangada.raft.Message.HeartbeatReply;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

@DisplayName("Leader election: Raft paper §5.1, §5.2, §5.4.1; Raft thesis §3.4, §3.6.1")
class ElectionPaperTest {
    private static RequestVote requestVote(long term, long lastLogIndex, long lastLogTerm) {
        return new RequestVote(term, lastLogIndex, lastLogTerm, false);
    }

    /** What S2 gets to hear when it asks {@code voter} in {@code term}. */
    private static boolean grants(OneServer voter, long term, long lastLogIndex, long lastLogTerm) {
        voter.silence().forget();
        voter.receive(S2, requestVote(term, lastLogIndex, lastLogTerm)).persist();
        return voter.only(RequestVoteReply.class).granted();
    }

    // Roles and terms, Raft paper §5.1.

    @Test
    void whenServersStartUpTheyBeginAsFollowers() {
        assertThat(OneServer.of(3).standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aServerThatLedIsAFollowerAfterARestart() {
        OneServer server = OneServer.of(3).leadAndCommit();

        server.crash();

        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(server.leader()).isNull();
    }

    @Test
    void currentTermIsZeroOnFirstBoot() {
        assertThat(OneServer.of(3).term()).isZero();
    }

    @Test
    void currentTermSurvivesARestart() {
        OneServer server = OneServer.of(3).follow(S2, 4);

        server.crash();

        assertThat(server.term()).isEqualTo(4);
    }

    @Test
    void aFollowerIssuesNoRequestsOnItsOwn() {
        OneServer server = OneServer.of(3).follow(S2, 1);

        server.step(new Input.HeartbeatDue()).step(new Input.QuorumSilent());

        assertThat(server.sent()).isEmpty();
        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aServerThatSeesALargerTermInARequestUpdatesItsOwn() {
        OneServer server = OneServer.of(3, 2).silence();

        server.receive(S2, requestVote(7, 0, 0)).persist();

        assertThat(server.durableHardState().currentTerm()).isEqualTo(7);
    }

    @Test
    void aServerThatSeesALargerTermInAReplyUpdatesItsOwn() {
        for (Message reply :
                List.of(
                        new RequestVoteReply(9, false),
                        new AppendRejected(9, 0, 0, 0),
                        new HeartbeatReply(9, 0, 0),
                        new AppendAccepted(9, 0))) {
            OneServer leader = OneServer.of(3).leadAndCommit();

            leader.receive(S2, reply).persist();

            assertThat(leader.durableHardState().currentTerm()).as("%s", reply).isEqualTo(9);
        }
    }

    @Test
    void aLeaderWhoseTermIsOutOfDateImmediatelyRevertsToFollower() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S2, new AppendRejected(leader.term() + 1, 0, 0, 0));

        assertThat(leader.standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aCandidateWhoseTermIsOutOfDateImmediatelyRevertsToFollower() {
        OneServer candidate = OneServer.of(3).campaign();

        candidate.receive(S2, new RequestVoteReply(candidate.term() + 1, false));

        assertThat(candidate.standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aRequestWithAStaleTermIsRejectedWithTheCurrentTerm() {
        OneServer server = OneServer.of(3, 5, 1).silence();

        server.receive(S2, requestVote(4, 9, 4));
        server.receive(S3, new AppendEntries(4, 1, 1, 1, entries(2, 4)));

        assertThat(server.only(RequestVoteReply.class)).isEqualTo(new RequestVoteReply(5, false));
        assertThat(server.only(AppendRejected.class).term()).isEqualTo(5);
        assertThat(server.log().last()).isEqualTo(1);
    }

    // W2
    @Test
    void refusingAStaleCandidateIsNotAVoteForOneself() {
        OneServer server = OneServer.of(3, 5).silence();

        server.receive(S2, requestVote(4, 0, 0));

        assertThat(server.outputs(Output.SaveHardState.class)).isEmpty();
        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(grants(server, 5, 0, 0)).isTrue();
    }

    // Starting an election, Raft paper §5.2.

    @Test
    void aFollowerThatHearsNothingForAnElectionTimeoutCampaigns() {
        OneServer server = OneServer.of(3, 3);

        server.campaign();

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
    }

    @Test
    void toBeginAnElectionAFollowerIncrementsItsCurrentTerm() {
        OneServer server = OneServer.of(3, 3).campaign();

        assertThat(server.term()).isEqualTo(4);
    }

    @Test
    void aCandidateVotesForItself() {
        OneServer server = OneServer.of(3, 3).campaign();

        assertThat(server.durableHardState()).isEqualTo(new HardState(4, S1));
    }

    @Test
    void aCandidateIssuesRequestVoteInParallelToEachOtherServer() {
        OneServer server = OneServer.of(5, 3).campaign();

        assertThat(server.peers())
                .allSatisfy(peer -> assertThat(server.sentTo(peer, RequestVote.class)).hasSize(1));
    }

    @Test
    void aRequestVoteTellsTermAndLastEntryOfTheCandidate() {
        OneServer server = OneServer.of(3, 3, 1, 1, 3).campaign();

        assertThat(server.last(S2, RequestVote.class)).isEqualTo(requestVote(4, 3, 3));
    }

    @Test
    void aCandidateThatNeitherWinsNorLosesStartsANewElectionWithALargerTerm() {
        OneServer server = OneServer.of(3).campaign();

        server.campaign();

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
        assertThat(server.term()).isEqualTo(2);
    }

    // Winning, Raft paper §5.2.

    @Test
    void aCandidateWithTheVotesOfAMajorityBecomesLeader() {
        OneServer server = OneServer.of(5).campaign();

        server.receive(S2, new RequestVoteReply(1, true));
        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
        server.receive(S4, new RequestVoteReply(1, true));

        assertThat(server.standing()).isEqualTo(Standing.LEADER);
        assertThat(server.leader()).isEqualTo(S1);
    }

    // W10, W21: of four, two are half and not more than half.
    @Test
    void halfOfAnEvenClusterIsNoMajority() {
        OneServer server = OneServer.of(4).campaign();

        server.receive(S2, new RequestVoteReply(1, true));
        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
        server.receive(S3, new RequestVoteReply(1, true));

        assertThat(server.standing()).isEqualTo(Standing.LEADER);
    }

    @Test
    void aVoteThatArrivesTwiceCountsOnce() {
        OneServer server = OneServer.of(5).campaign();

        server.receive(S2, new RequestVoteReply(1, true));
        server.receive(S2, new RequestVoteReply(1, true));

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
    }

    @Test
    void theVoteOfAServerOutsideTheConfigurationDoesNotCount() {
        OneServer server = OneServer.of(3).campaign();

        server.receive(new ServerId(9), new RequestVoteReply(1, true));

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
    }

    @Test
    void aVoteOfAnEarlierTermDoesNotCount() {
        OneServer server = OneServer.of(3).campaign().campaign();

        server.receive(S2, new RequestVoteReply(1, true));

        assertThat(server.term()).isEqualTo(2);
        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
    }

    @Test
    void aRefusalIsNotAVote() {
        OneServer server = OneServer.of(3).campaign();

        server.receive(S2, new RequestVoteReply(1, false));

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
    }

    @Test
    void aNewLeaderTellsAllOtherServersAtOnce() {
        OneServer server = OneServer.of(5).campaign().forget();

        server.receive(S2, new RequestVoteReply(1, true));
        server.receive(S3, new RequestVoteReply(1, true));

        assertThat(server.peers())
                .allSatisfy(peer ->
                        assertThat(server.sentTo(peer))
                                .anyMatch(message ->
                                        message instanceof AppendEntries
                                                || message instanceof Heartbeat));
    }

    @Test
    void aLeaderRepeatsHeartbeatsWhenTheyAreDue() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.step(new Input.HeartbeatDue());

        assertThat(leader.sentTo(S2, Heartbeat.class)).hasSize(1);
        assertThat(leader.sentTo(S3, Heartbeat.class)).hasSize(1);
    }

    @Test
    void theOnlyServerOfAClusterElectsItself() {
        OneServer server = OneServer.of(1).timeOut().persist();

        assertThat(server.standing()).isEqualTo(Standing.LEADER);
    }

    @Test
    void aLeaderLetsAnElectionTimeoutPass() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.step(new Input.ElectionElapsed());

        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
        assertThat(leader.term()).isEqualTo(1);
    }

    // Losing, Raft paper §5.2.

    @Test
    void aCandidateThatHearsALeaderOfItsOwnTermBecomesFollower() {
        OneServer server = OneServer.of(3).campaign();

        server.receive(S2, new AppendEntries(1, 0, 0, 0, entries(1, 1)));

        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(server.leader()).isEqualTo(S2);
    }

    @Test
    void aCandidateThatHearsAHeartbeatOfItsOwnTermBecomesFollower() {
        OneServer server = OneServer.of(3).campaign();

        server.receive(S2, new Heartbeat(1, 0, 0, 1));

        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aCandidateThatHearsALeaderOfAnEarlierTermRemainsCandidate() {
        OneServer server = OneServer.of(3, 4).campaign().forget();

        server.receive(S2, new AppendEntries(4, 0, 0, 0, entries(1, 4)));

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
        assertThat(server.only(AppendRejected.class).term()).isEqualTo(5);
    }

    // X9, and the third bug of the list: a vote is for the whole term.
    @Test
    void aCandidateThatStepsDownInItsOwnTermKeepsItsVote() {
        OneServer server = OneServer.of(3).campaign();
        server.receive(S2, new Heartbeat(1, 0, 0, 1));
        server.persist();

        assertThat(server.durableHardState()).isEqualTo(new HardState(1, S1));
        assertThat(grants(server, 1, 9, 1)).isFalse();
    }

    // Voting, Raft paper §5.2, §5.4.1.

    @Test
    void aServerVotesForACandidateWithAnEquallyLongLog() {
        assertThat(grants(OneServer.of(3, 2, 1, 2), 3, 2, 2)).isTrue();
    }

    // W8: a candidate of our own term is not stale.
    @Test
    void aServerThatHasNotVotedInItsTermVotesInIt() {
        assertThat(grants(OneServer.of(3, 2), 2, 0, 0)).isTrue();
    }

    @Test
    void aServerVotesForAtMostOneCandidateInATermFirstComeFirstServed() {
        OneServer server = OneServer.of(3).silence();

        server.receive(S2, requestVote(1, 0, 0)).persist().forget();
        server.receive(S3, requestVote(1, 8, 1)).persist();

        assertThat(server.only(RequestVoteReply.class)).isEqualTo(new RequestVoteReply(1, false));
        assertThat(server.durableHardState()).isEqualTo(new HardState(1, S2));
    }

    // W1: nothing but the order of arrival decides between equal logs.
    @Test
    void aLargerServerIdDoesNotWinAVote() {
        OneServer first = OneServer.of(5).silence();
        first.receive(S2, requestVote(1, 0, 0)).receive(S5, requestVote(1, 0, 0)).persist();
        OneServer second = OneServer.of(5).silence();
        second.receive(S5, requestVote(1, 0, 0)).receive(S2, requestVote(1, 0, 0)).persist();

        assertThat(first.durableHardState().votedFor()).isEqualTo(S2);
        assertThat(second.durableHardState().votedFor()).isEqualTo(S5);
    }

    @Test
    void aCandidateGivesItsVoteToNobodyElseInItsTerm() {
        OneServer server = OneServer.of(3).campaign();

        assertThat(grants(server, 1, 9, 1)).isFalse();
    }

    @Test
    void aServerAnswersTheSameCandidateAgainWithTheSameVote() {
        OneServer server = OneServer.of(3).silence();
        server.receive(S2, requestVote(1, 0, 0)).persist().forget();

        server.receive(S2, requestVote(1, 0, 0));

        assertThat(server.only(RequestVoteReply.class)).isEqualTo(new RequestVoteReply(1, true));
    }

    @Test
    void aVoteSurvivesARestart() {
        OneServer server = OneServer.of(3).silence();
        server.receive(S2, requestVote(1, 0, 0)).persist();

        server.crash().silence();
        server.receive(S3, requestVote(1, 0, 0));

        assertThat(server.only(RequestVoteReply.class).granted()).isFalse();
    }

    // X3
    @Test
    void aCandidatesVoteForItselfSurvivesARestart() {
        OneServer server = OneServer.of(3).campaign().crash();

        assertThat(grants(server, 1, 9, 1)).isFalse();
    }

    // X4: a new term starts without a vote, and the log is looked at even then.
    @Test
    void anOldVoteIsWorthNothingInANewTerm() {
        OneServer server = OneServer.of(3, new HardState(4, S2), 4, 4).silence();

        server.receive(S2, requestVote(5, 1, 4)).persist();

        assertThat(server.only(RequestVoteReply.class)).isEqualTo(new RequestVoteReply(5, false));
        assertThat(server.durableHardState()).isEqualTo(new HardState(5, null));
    }

    @Test
    void aServerDeniesItsVoteToACandidateWhoseLastTermIsLower() {
        assertThat(grants(OneServer.of(3, 3, 1, 3), 4, 9, 2)).isFalse();
    }

    @Test
    void aServerDeniesItsVoteToACandidateWhoseLogIsShorterInTheSameTerm() {
        assertThat(grants(OneServer.of(3, 3, 1, 3), 4, 1, 3)).isFalse();
    }

    // X5: the last term decides, and only among equals the length.
    @Test
    void aServerVotesForAShorterLogWithALaterLastTerm() {
        assertThat(grants(OneServer.of(3, 2, 1, 1, 1), 3, 2, 2)).isTrue();
    }

    @Test
    void aServerVotesForALongerLogOfTheSameLastTerm() {
        assertThat(grants(OneServer.of(3, 2, 1, 2), 3, 5, 2)).isTrue();
    }

    @Test
    void denyingAVoteForItsLogStillAdoptsTheCandidatesTerm() {
        OneServer server = OneServer.of(3, 3, 3, 3);

        assertThat(grants(server, 6, 1, 3)).isFalse();
        assertThat(server.durableHardState()).isEqualTo(new HardState(6, null));
    }

    // W11: two leaders, of different terms, may exist; the older one is harmless.
    @Test
    void anOldLeaderIsRefusedByThoseWhoKnowTheNewTerm() {
        OneServer follower = OneServer.of(3).follow(S2, 1).follow(S3, 2);

        follower.receive(S2, new AppendEntries(1, 0, 0, 0, entries(1, 1)));

        assertThat(follower.only(AppendRejected.class).term()).isEqualTo(2);
        assertThat(follower.leader()).isEqualTo(S3);
        assertThat(follower.log().isEmpty()).isTrue();
    }
}
