package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.PreVote;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;
import io.jangada.raft.Message.TimeoutNow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.TreeSet;

@DisplayName("Leadership transfer: Raft thesis §3.10")
class TransferPaperTest {
    private static final long MILLISECOND = 1_000_000;

    private static OneServer transfer(OneServer server, ServerId to) {
        return server.step(new Input.Transfer(7, to));
    }

    private static Refusal refusal(OneServer server) {
        return server.outputs(Output.Refuse.class).getFirst().why();
    }

    @Test
    void aTargetWhoseLogMatchesIsToldToCampaignAtOnce() {
        OneServer leader = transfer(OneServer.of(3).leadAndCommit(), S2);

        assertThat(leader.sentTo(S2, TimeoutNow.class)).containsExactly(new TimeoutNow(1));
        assertThat(leader.sentTo(S3, TimeoutNow.class)).isEmpty();
    }

    @Test
    void aTargetThatLagsIsFirstBroughtUpToDate() {
        OneServer leader = OneServer.of(3).leadAndCommit().propose(8).persist();

        transfer(leader, S2);
        assertThat(leader.sent(TimeoutNow.class)).isEmpty();
        assertThat(leader.sentTo(S2, AppendEntries.class)).isNotEmpty();
        leader.acknowledge(S2, 2);

        assertThat(leader.sentTo(S2, TimeoutNow.class)).hasSize(1);
    }

    @Test
    void thePriorLeaderStopsAcceptingCommands() {
        OneServer leader = transfer(OneServer.of(3).leadAndCommit(), S2).forget();

        leader.propose(8);

        assertThat(refusal(leader)).isEqualTo(Refusal.TRANSFERRING);
        assertThat(leader.log().last()).isEqualTo(1);
    }

    @Test
    void aForwardedCommandIsNotAcceptedEither() {
        OneServer leader = transfer(OneServer.of(3).leadAndCommit(), S2).forget();

        leader.receive(S3, new Message.Forward(1, Sizes.of(8)));

        assertThat(leader.log().last()).isEqualTo(1);
    }

    @Test
    void aServerThatIsToldToCampaignDoesSoWithoutAskingFirst() {
        OneServer server = OneServer.of(3).follow(S2, 4);

        server.receive(S2, new TimeoutNow(4)).persist();

        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
        assertThat(server.term()).isEqualTo(5);
        assertThat(server.sent(PreVote.class)).isEmpty();
        assertThat(server.sent(RequestVote.class))
                .containsExactly(new RequestVote(5, 0, 0, true), new RequestVote(5, 0, 0, true));
    }

    // Bug 11 of the list: even then, first the disk.
    @Test
    void aServerThatIsToldToCampaignFirstMakesItsVoteDurable() {
        OneServer server = OneServer.of(3).follow(S2, 4);

        server.receive(S2, new TimeoutNow(4));

        assertThat(server.sent(RequestVote.class)).isEmpty();
        assertThat(server.outputs(Output.SaveHardState.class))
                .containsExactly(new Output.SaveHardState(new HardState(5, S1)));
    }

    @Test
    void anOrdinaryElectionDoesNotClaimToBeATransfer() {
        OneServer server = OneServer.of(3).campaign();

        assertThat(server.sent(RequestVote.class)).noneMatch(RequestVote::transfer);
    }

    @Test
    void aTransferredElectionThatTimesOutGoesOnAsAnOrdinaryOne() {
        OneServer server = OneServer.of(3).follow(S2, 4);
        server.receive(S2, new TimeoutNow(4)).persist().forget();

        server.campaign();

        assertThat(server.sent(RequestVote.class)).isNotEmpty().noneMatch(RequestVote::transfer);
    }

    @Test
    void anOrderOfAnEarlierLeaderIsIgnored() {
        OneServer server = OneServer.of(3).follow(S2, 4).follow(S3, 5);

        server.receive(S2, new TimeoutNow(4)).persist();

        assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(server.term()).isEqualTo(5);
    }

    @Test
    void aLeaderIgnoresAnOrderToCampaign() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S2, new TimeoutNow(1));

        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
        assertThat(leader.term()).isEqualTo(1);
    }

    // Bug 9 of the list.
    @Test
    void aLearnerIgnoresAnOrderToCampaign() {
        OneServer learner = learner().follow(S2, 4);

        learner.receive(S2, new TimeoutNow(4)).persist();

        assertThat(learner.sent(RequestVote.class)).isEmpty();
        assertThat(learner.standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aLearnerDoesNotCampaignWhenItsElectionTimeoutElapses() {
        OneServer learner = learner().follow(S2, 4);

        learner.timeOut();

        assertThat(learner.sent(PreVote.class)).isEmpty();
        assertThat(learner.standing()).isEqualTo(Standing.FOLLOWER);
    }

    private static OneServer learner() {
        TreeSet<ServerId> voters = new TreeSet<>(OneServer.voters(4).voters());
        voters.remove(S1);
        TreeSet<ServerId> learners = new TreeSet<>();
        learners.add(S1);
        Members members = new Members(voters, new TreeSet<>(), learners);
        Start start = Start.of(S1, members, HardState.INITIAL, Entries.none(1), 1, 1);
        return OneServer.of(start, OneServer.SETTINGS, OneServer.SHORTEST);
    }

    @Test
    void theTransferIsDoneWhenTheTargetLeads() {
        OneServer leader = transfer(OneServer.of(3).leadAndCommit(), S2);

        leader.receive(S2, new RequestVote(2, 1, 1, true)).persist();
        assertThat(leader.last(S2, RequestVoteReply.class).granted()).isTrue();
        leader.receive(S2, new Heartbeat(2, 1, 1, 1));

        assertThat(leader.standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(leader.leader()).isEqualTo(S2);
        assertThat(leader.outputs(Output.TransferEnded.class))
                .containsExactly(new Output.TransferEnded(7, true));
    }

    @Test
    void aTransferThatTakesAnElectionTimeoutIsAbortedAndTheLeaderGoesOn() {
        OneServer leader = OneServer.of(3).step(new Input.Tick(0)).leadAndCommit();
        leader.step(new Input.Tick(0));
        transfer(leader, S2);

        for (long now = 50; now <= 2200; now += 50) {
            leader.step(new Input.Tick(now * MILLISECOND));
            for (Heartbeat beat : leader.sentTo(S3, Heartbeat.class)) {
                leader.receive(S3, new Message.HeartbeatReply(1, beat.round(), 1));
            }
        }

        assertThat(leader.outputs(Output.TransferEnded.class))
                .containsExactly(new Output.TransferEnded(7, false));
        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
        leader.propose(8);
        assertThat(leader.log().last()).isEqualTo(2);
    }

    @Test
    void onlyALeaderCanHandOverLeadership() {
        OneServer server = transfer(OneServer.of(3).follow(S2, 1), S3);

        assertThat(refusal(server)).isEqualTo(Refusal.NOT_LEADER);
    }

    @Test
    void leadershipIsHandedToNobodyWithoutAVote() {
        assertThat(refusal(transfer(OneServer.of(3).leadAndCommit(), new ServerId(9))))
                .isEqualTo(Refusal.BAD_TRANSFEREE);
        assertThat(refusal(transfer(OneServer.of(3).leadAndCommit(), S1)))
                .isEqualTo(Refusal.BAD_TRANSFEREE);

        TreeSet<ServerId> learners = new TreeSet<>();
        learners.add(S4);
        Members members = new Members(OneServer.voters(3).voters(), new TreeSet<>(), learners);
        Start start = Start.of(S1, members, HardState.INITIAL, Entries.none(1), 1, 1);
        OneServer leader = OneServer.of(start, OneServer.SETTINGS, OneServer.SHORTEST);
        assertThat(refusal(transfer(leader.leadAndCommit(), S4))).isEqualTo(Refusal.BAD_TRANSFEREE);
    }
}
