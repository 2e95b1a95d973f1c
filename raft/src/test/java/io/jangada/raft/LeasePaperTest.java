package io.jangada.raft;

import static io.jangada.raft.Changes.acknowledged;
import static io.jangada.raft.Changes.at;
import static io.jangada.raft.Changes.confirm;
import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;
import static io.jangada.raft.OneServer.S5;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.PreVote;
import io.jangada.raft.Message.PreVoteReply;
import io.jangada.raft.Message.ReadIndex;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;
import io.jangada.raft.Message.TimeoutNow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Times are in milliseconds; a minimum election time-out is 1000, so that a lease is 900. */
@DisplayName("Reads by lease: Raft thesis §6.4.1")
class LeasePaperTest {
    private static OneServer leader(String members) {
        return at(OneServer.of(S1, Groups.of(members)), 0).leadAndCommit();
    }

    private static boolean isServed(OneServer server) {
        server.forget().step(new Input.Read(9, true));
        return !server.outputs(Output.ReadReady.class).isEmpty();
    }

    /** Asks for a read, and for the round that it needs; gives the round's number. */
    private static long asks(OneServer leader) {
        assertThat(isServed(leader)).isFalse();
        return leader.last(S2, Heartbeat.class).round();
    }

    private static OneServer withALease(String members) {
        OneServer leader = leader(members);
        confirm(leader, asks(leader), S2, S3);
        return leader.forget();
    }

    @Test
    void theFirstReadNeedsARoundAndLaterOnesDoNot() {
        OneServer leader = leader("1 2 3");

        confirm(leader, asks(leader), S2);

        assertThat(leader.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(9, 1));
        assertThat(isServed(leader)).isTrue();
        assertThat(leader.sent()).isEmpty();
        assertThat(leader.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(9, 1));
    }

    @Test
    void itIsCountedFromWhenTheRoundBegan() {
        OneServer leader = leader("1 2 3");
        long round = asks(leader);

        confirm(at(leader, 800), round, S2);

        assertThat(isServed(at(leader, 899))).isTrue();
        assertThat(isServed(at(leader, 900))).isFalse();
    }

    @Test
    void aLateAnswerToAnEarlierRoundDoesNotProlongIt() {
        OneServer leader = leader("1 2 3");
        long first = asks(leader);
        confirm(at(leader, 500), first, S2);

        confirm(at(leader, 890), first, S3);

        assertThat(isServed(at(leader, 900))).isFalse();
    }

    @Test
    void ofTheRoundsUnderWayTheOneThatIsConfirmedCounts() {
        OneServer leader = leader("1 2 3");
        long first = asks(leader);
        asks(at(leader, 100));
        asks(at(leader, 200));

        confirm(at(leader, 300), first, S2);
        assertThat(isServed(at(leader, 899))).isTrue();
        assertThat(isServed(at(leader, 900))).isFalse();

        confirm(leader, first + 1, S2);
        assertThat(isServed(at(leader, 999))).isTrue();
        assertThat(isServed(at(leader, 1000))).isFalse();
    }

    @Test
    void onlyReadsThatAskForItUseIt() {
        OneServer leader = withALease("1 2 3").step(new Input.Read(9));

        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void itIsRenewedByTheNextHeartbeatWhereItIsUsed() {
        OneServer leader = withALease("1 2 3");
        leader.step(new Input.HeartbeatDue());
        long round = leader.last(S2, Heartbeat.class).round();
        assertThat(isServed(at(leader, 600))).isTrue();

        leader.step(new Input.HeartbeatDue());

        assertThat(leader.last(S2, Heartbeat.class).round()).isEqualTo(round + 1);
        confirm(leader, round + 1, S2);
        leader.step(new Input.HeartbeatDue());
        assertThat(leader.last(S2, Heartbeat.class).round()).as("unused").isEqualTo(round + 1);
        assertThat(isServed(at(leader, 1499))).isTrue();
        assertThat(isServed(at(leader, 1500))).isFalse();
    }

    @Test
    void roundsThatNobodyAnswersAreNoMoreThanFour() {
        OneServer leader = withALease("1 2 3");
        long round = 0;
        for (int beat = 1; beat <= 8; beat++) {
            assertThat(isServed(leader)).isTrue();
            leader.step(new Input.HeartbeatDue());
            round = leader.last(S2, Heartbeat.class).round();
        }

        assertThat(round).isEqualTo(5);
    }

    // W14: nobody knows yet up to where the entries of earlier terms are committed.
    @Test
    void aLeaderThatHasCommittedNothingHasNone() {
        OneServer leader = at(OneServer.of(S1, Groups.of("1 2 3")), 0).lead();
        leader.step(new Input.HeartbeatDue());
        confirm(leader, leader.last(S2, Heartbeat.class).round(), S2, S3);

        assertThat(isServed(leader)).isFalse();
    }

    @Test
    void anotherTermOfTheSameLeaderBeginsWithoutOne() {
        OneServer leader = withALease("1 2 3").receive(S2, new Heartbeat(2, 0, 0, 0)).persist();

        assertThat(isServed(leader.leadAndCommit())).isFalse();
    }

    // Bug 54 of the list: a transfer goes past the loyalty of those who answered.
    @Test
    void itIsOverForGoodOnceAnotherWasToldToCampaign() {
        OneServer leader = withALease("1 2 3").propose(1).persist();
        leader.step(new Input.Transfer(1, S2));
        assertThat(leader.sent(TimeoutNow.class)).isEmpty();
        assertThat(isServed(leader)).as("S2 does not know yet").isTrue();

        leader.acknowledge(S2, 2);
        assertThat(leader.sent(TimeoutNow.class)).hasSize(1);
        for (int time = 0; time <= 1500; time += 500) {
            confirm(at(leader, time), asks(leader), S2, S3);
        }

        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
        assertThat(isServed(leader)).as("it may come late").isFalse();
        leader.change(Groups.of("1 2 3 + 4")).persist();
        confirm(leader, asks(leader), S2, S3);
        assertThat(isServed(leader)).isFalse();
    }

    // Another majority decides than the one that answered.
    @Test
    void aChangeOfTheMembersEndsIt() {
        OneServer leader = leader("1 2 3");
        long before = asks(leader);
        confirm(leader, before, S2);
        long under = before + 1;
        assertThat(isServed(leader)).isTrue();
        leader.step(new Input.HeartbeatDue());
        assertThat(leader.last(S2, Heartbeat.class).round()).isEqualTo(under);

        leader.change(Groups.of("1 2 3 + 4")).persist();

        long after = asks(leader);
        confirm(leader, under, S2, S3);
        assertThat(isServed(leader)).as("by a round that was under way").isFalse();
        confirm(leader, after, S2);
        assertThat(isServed(leader)).isTrue();
    }

    // Bug 56 of the list.
    @Test
    void aJointConfigurationNeedsBothMajorities() {
        OneServer leader = leader("1 2 3 + 4 5");
        acknowledged(leader, 1, S4, S5, S4, S5).change(Groups.of("1 4 5")).persist();
        assertThat(leader.members().isJoint()).isTrue();

        long round = asks(leader);
        confirm(leader, round, S4, S5);
        assertThat(isServed(leader)).as("the old one").isFalse();

        confirm(leader, round, S2);
        assertThat(isServed(leader)).isTrue();
    }

    // Bug 49 of the list.
    @Test
    void learnersGiveNone() {
        OneServer leader = leader("1 2 3 + 4 5");

        confirm(leader, asks(leader), S4, S5);

        assertThat(isServed(leader)).isFalse();
    }

    @Test
    void theStateOfALeaderHasAllOfIt() throws Malformed {
        OneServer leader = leader("1 2 3");
        confirm(at(leader, 7), asks(leader), S2);
        leader.change(Groups.of("1 2 3 + 4")).persist();
        confirm(at(leader, 11), asks(leader), S2);
        assertThat(isServed(leader)).isTrue();
        leader.step(new Input.Read(10));

        Bytes state = leader.raft().encode();

        assertThat(Raft.decode(state, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE).encode())
                .isEqualTo(state);
    }

    @Test
    void aFollowerAsksItsLeader() {
        OneServer follower = OneServer.of(3).follow(S2, 1);

        assertThat(isServed(follower)).isFalse();
        assertThat(follower.sentTo(S2, ReadIndex.class)).hasSize(1);
    }

    // What a lease stands on.

    // Bug 55 of the list: loyalty in pre-votes alone is not enough.
    @Test
    void whoPromisedItsVoteDoesNotGiveItOnceItHearsTheLeaderAgain() {
        OneServer voter = OneServer.of(3).follow(S2, 1).silence();
        voter.receive(S3, new PreVote(2, 0, 0));
        assertThat(voter.only(PreVoteReply.class).granted()).isTrue();

        voter.receive(S2, new Heartbeat(1, 0, 0, 1));
        voter.receive(S3, new RequestVote(2, 0, 0, false)).persist();

        assertThat(voter.only(RequestVoteReply.class).granted()).isFalse();
        assertThat(voter.term()).isOne();
    }

    @Test
    void whoHasJustStartedVotesForNobodyUntilATimeOutIsOver() {
        OneServer voter = at(OneServer.of(3).follow(S2, 1).crash(), 0);

        at(voter, 999).receive(S3, new RequestVote(2, 0, 0, false)).persist();
        assertThat(voter.only(RequestVoteReply.class).granted()).isFalse();

        at(voter.forget(), 1000).receive(S3, new RequestVote(2, 0, 0, false)).persist();
        assertThat(voter.last(S3, RequestVoteReply.class).granted()).isTrue();
    }
}
