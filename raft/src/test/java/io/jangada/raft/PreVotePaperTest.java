package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;
import static io.jangada.raft.OneServer.entries;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.HeartbeatReply;
import io.jangada.raft.Message.PreVote;
import io.jangada.raft.Message.PreVoteReply;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pre-vote, stickiness, check-quorum: Raft thesis §9.6, §4.2.3, §6.2")
class PreVotePaperTest {
    private static boolean promises(OneServer voter, PreVote preVote) {
        voter.forget().receive(S2, preVote);
        return voter.only(PreVoteReply.class).granted();
    }

    // Raft thesis §9.6.

    @Test
    void aServerAsksWhetherItCouldWinBeforeItRaisesItsTerm() {
        OneServer server = OneServer.of(3, 4, 1, 4).timeOut();

        assertThat(server.standing()).isEqualTo(Standing.PRE_CANDIDATE);
        assertThat(server.term()).isEqualTo(4);
        assertThat(server.outputs(Output.SaveHardState.class)).isEmpty();
        assertThat(server.last(S2, PreVote.class)).isEqualTo(new PreVote(5, 2, 4));
        assertThat(server.last(S3, PreVote.class)).isEqualTo(new PreVote(5, 2, 4));
    }

    @Test
    void aServerCampaignsOnlyAfterAMajorityPromisedItsVotes() {
        OneServer server = OneServer.of(5).timeOut();

        server.receive(S2, new PreVoteReply(1, true));
        assertThat(server.standing()).isEqualTo(Standing.PRE_CANDIDATE);
        server.receive(S3, new PreVoteReply(1, true)).persist();

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
        assertThat(server.term()).isEqualTo(1);
    }

    @Test
    void aPromiseThatArrivesTwiceCountsOnce() {
        OneServer server = OneServer.of(5).timeOut();

        server.receive(S2, new PreVoteReply(1, true)).receive(S2, new PreVoteReply(1, true));

        assertThat(server.standing()).isEqualTo(Standing.PRE_CANDIDATE);
    }

    @Test
    void aPreCandidateWithoutAMajorityStaysInItsTermHoweverOftenItTriesAgain() {
        OneServer server = OneServer.of(3, 4);

        for (int i = 0; i < 10; i++) {
            server.timeOut();
        }

        assertThat(server.term()).isEqualTo(4);
        assertThat(server.durableHardState()).isEqualTo(new HardState(4, null));
    }

    // The fifth bug of the list: a promise is no vote.
    @Test
    void aPromiseIsNotCountedAsAVote() {
        OneServer server = OneServer.of(3).campaign();

        server.receive(S2, new PreVoteReply(1, true)).receive(S3, new PreVoteReply(1, true));

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
    }

    @Test
    void aVoteIsNotCountedAsAPromise() {
        OneServer server = OneServer.of(3).timeOut();

        server.receive(S2, new RequestVoteReply(0, true));

        assertThat(server.standing()).isEqualTo(Standing.PRE_CANDIDATE);
    }

    @Test
    void aServerPromisesWithoutChangingTermOrVote() {
        OneServer server = OneServer.of(3, 2).silence();

        assertThat(promises(server, new PreVote(7, 0, 0))).isTrue();

        assertThat(server.outputs(Output.SaveHardState.class)).isEmpty();
        assertThat(server.term()).isEqualTo(2);
        assertThat(server.only(PreVoteReply.class).term()).isEqualTo(7);
    }

    @Test
    void aServerMayPromiseItsVoteToSeveral() {
        OneServer server = OneServer.of(3).silence();

        server.receive(S2, new PreVote(1, 0, 0)).receive(S3, new PreVote(1, 0, 0));

        assertThat(server.sent(PreVoteReply.class)).allMatch(PreVoteReply::granted).hasSize(2);
    }

    @Test
    void aServerPromisesNothingToALogThatIsBehindItsOwn() {
        OneServer server = OneServer.of(3, 3, 1, 3).silence();

        assertThat(promises(server, new PreVote(4, 9, 2))).isFalse();
        assertThat(promises(server, new PreVote(4, 1, 3))).isFalse();
        assertThat(promises(server, new PreVote(4, 2, 3))).isTrue();
    }

    @Test
    void aServerPromisesNothingForATermThatIsNotAheadOfItsVote() {
        OneServer server = OneServer.of(3, new HardState(5, S3)).silence();

        assertThat(promises(server, new PreVote(5, 9, 5))).isFalse();
        assertThat(server.only(PreVoteReply.class).term()).isEqualTo(5);
        assertThat(promises(server, new PreVote(4, 9, 4))).isFalse();
    }

    @Test
    void aServerPromisesNothingWhileItHearsALeader() {
        OneServer server = OneServer.of(3).silence().follow(S3, 1);

        assertThat(promises(server, new PreVote(2, 9, 1))).isFalse();
    }

    @Test
    void aLeaderPromisesNothing() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        assertThat(promises(leader, new PreVote(2, 9, 1))).isFalse();
        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
    }

    @Test
    void aRefusedPreVoteThatTellsALaterTermIsBelieved() {
        OneServer server = OneServer.of(3).timeOut();

        server.receive(S2, new PreVoteReply(6, false)).persist();

        assertThat(server.durableHardState().currentTerm()).isEqualTo(6);
        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aRefusedPreVoteAloneDoesNotEndTheAttempt() {
        OneServer server = OneServer.of(5).timeOut();

        server.receive(S2, new PreVoteReply(0, false));
        server.receive(S3, new PreVoteReply(1, true)).receive(S4, new PreVoteReply(1, true));
        server.persist();

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
    }

    // The fifth bug of the list: a late promise must not start a campaign.
    @Test
    void aPromiseThatArrivesAtALeaderChangesNothing() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S3, new PreVoteReply(1, true)).receive(S3, new PreVoteReply(2, true));

        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
        assertThat(leader.term()).isEqualTo(1);
    }

    @Test
    void aPromiseForAnotherTermIsNotCounted() {
        OneServer server = OneServer.of(3).timeOut().follow(S3, 4).timeOut();

        server.receive(S2, new PreVoteReply(1, true));

        assertThat(server.standing()).isEqualTo(Standing.PRE_CANDIDATE);
    }

    @Test
    void aPreCandidateThatHearsALeaderOfItsTermBecomesFollower() {
        OneServer server = OneServer.of(3, 4).timeOut();

        server.receive(S2, new Heartbeat(4, 0, 0, 1));

        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(server.leader()).isEqualTo(S2);
    }

    @Test
    void aPreCandidateStillVotesForAnother() {
        OneServer server = OneServer.of(3).timeOut().forget();

        server.receive(S2, new RequestVote(1, 0, 0, false)).persist();

        assertThat(server.only(RequestVoteReply.class).granted()).isTrue();
        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
    }

    // Sixth bug of the list: two servers with crossed terms and logs must not block each other.
    @Test
    void aShorterLogWithAHigherTermDoesNotBlockTheLongerOneForEver() {
        OneServer longer = OneServer.of(3, 1, 1, 1).timeOut();
        OneServer shorter = OneServer.of(3, 8, 1).silence();

        shorter.receive(S2, longer.last(S2, PreVote.class));
        longer.receive(S2, shorter.only(PreVoteReply.class)).persist().forget();
        longer.timeOut();
        shorter.forget().receive(S2, longer.last(S2, PreVote.class));

        assertThat(shorter.only(PreVoteReply.class)).isEqualTo(new PreVoteReply(9, true));
    }

    // Seventh bug of the list: a deposed or silent leader may ask like anybody.
    @Test
    void aServerPromisesItsVoteToItsOwnFormerLeaderOnceThatFellSilent() {
        OneServer server = OneServer.of(3).follow(S2, 1).silence();

        assertThat(promises(server, new PreVote(2, 0, 0))).isTrue();
    }

    // Seventh bug of the list: only a leader's word counts as word of a leader.
    @Test
    void promisingAVoteIsNotWordOfALeader() {
        OneServer server = OneServer.of(3).silence();

        assertThat(promises(server, new PreVote(1, 0, 0))).isTrue();
        assertThat(promises(server, new PreVote(1, 0, 0))).isTrue();
        server.forget().receive(S3, new RequestVote(1, 0, 0, false)).persist();

        assertThat(server.only(RequestVoteReply.class).granted()).isTrue();
    }

    // Stickiness, Raft thesis §4.2.3.

    @Test
    void aRequestVoteWhileALeaderIsHeardChangesNeitherTermNorVote() {
        OneServer server = OneServer.of(3).silence().follow(S2, 1);

        server.receive(S3, new RequestVote(9, 9, 9, false));

        assertThat(server.term()).isEqualTo(1);
        assertThat(server.outputs(Output.SaveHardState.class)).isEmpty();
        assertThat(server.sent(RequestVoteReply.class)).noneMatch(RequestVoteReply::granted);
    }

    @Test
    void aLeaderThatHearsItsQuorumIsNotDeposedByARequestVote() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S3, new RequestVote(9, 9, 9, false));

        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
        assertThat(leader.term()).isEqualTo(1);
    }

    @Test
    void anAppendIsWordOfALeaderAsWell() {
        OneServer server = OneServer.of(3).silence();

        server.receive(S2, new AppendEntries(1, 0, 0, 0, entries(1, 1))).persist();
        server.receive(S3, new RequestVote(2, 9, 2, false)).persist();

        assertThat(server.term()).isEqualTo(1);
    }

    @Test
    void aServerVotesOnceItsLeaderHasBeenSilentForAMinimumElectionTimeout() {
        OneServer server = OneServer.of(3).follow(S2, 1).silence();

        server.receive(S3, new RequestVote(2, 0, 0, false)).persist();

        assertThat(server.only(RequestVoteReply.class)).isEqualTo(new RequestVoteReply(2, true));
    }

    @Test
    void anElectionThatTheLeaderAskedForIsNotHeldUpByStickiness() {
        OneServer server = OneServer.of(3).silence().follow(S2, 1);

        server.receive(S3, new RequestVote(2, 0, 0, true)).persist();

        assertThat(server.only(RequestVoteReply.class)).isEqualTo(new RequestVoteReply(2, true));
    }

    // A restarted member may have promised its silence to a leader before it went down.
    @Test
    void aRestartedServerVotesForNobodyBeforeAMinimumElectionTimeoutWentBy() {
        OneServer server = OneServer.of(3).follow(S2, 1).crash();

        server.receive(S3, new PreVote(2, 0, 0)).receive(S3, new RequestVote(2, 0, 0, false));
        server.persist();

        assertThat(server.sent(PreVoteReply.class)).noneMatch(PreVoteReply::granted);
        assertThat(server.sent(RequestVoteReply.class)).noneMatch(RequestVoteReply::granted);
        assertThat(server.term()).isEqualTo(1);
    }

    // Check-quorum, Raft thesis §6.2.

    @Test
    void aLeaderThatDoesNotHearAQuorumForAnElectionTimeoutStepsDown() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.step(new Input.QuorumSilent());

        assertThat(leader.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(leader.leader()).isNull();
    }

    @Test
    void aLeaderThatStepsDownForSilenceStaysInItsTermAndKeepsItsVote() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.step(new Input.QuorumSilent()).persist();

        assertThat(leader.term()).isEqualTo(1);
        assertThat(leader.durableHardState()).isEqualTo(new HardState(1, S1));
    }

    // W16: a server that was cut off, and so raised nothing, comes back without a new election.
    @Test
    void aServerThatComesBackFromAPartitionFollowsTheLeaderOfItsOldTerm() {
        OneServer server = OneServer.of(3).follow(S2, 1).timeOut().timeOut().timeOut().forget();

        server.receive(S2, new Heartbeat(1, 0, 0, 1));

        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(server.sentTo(S2, HeartbeatReply.class))
                .containsExactly(new HeartbeatReply(1, 1, 0));
    }

    // Raft thesis §9.6 leaves it open how a higher term reaches a live leader: by the reply.
    @Test
    void aServerOfALaterTermAnswersALeaderWithItSoThatTheLeaderCatchesUp() {
        OneServer server = OneServer.of(3, 8);

        server.receive(S2, new Heartbeat(3, 0, 0, 1));

        assertThat(server.only(HeartbeatReply.class).term()).isEqualTo(8);
    }
}
