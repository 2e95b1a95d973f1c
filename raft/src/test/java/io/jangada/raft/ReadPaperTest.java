package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.HeartbeatReply;
import io.jangada.raft.Message.ReadIndex;
import io.jangada.raft.Message.ReadIndexReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.TreeSet;

@DisplayName("Linearizable reads: Raft paper §8; Raft thesis §6.4")
class ReadPaperTest {
    private static OneServer read(OneServer server, long ticket) {
        return server.step(new Input.Read(ticket));
    }

    /** The newest round that {@code leader} asked {@code peer} to confirm; asks if it has not. */
    private static long round(OneServer leader, ServerId peer) {
        if (leader.sentTo(peer, Heartbeat.class).isEmpty()) {
            leader.step(new Input.HeartbeatDue());
        }
        return leader.last(peer, Heartbeat.class).round();
    }

    private static OneServer confirm(OneServer leader, ServerId peer, long round) {
        return leader.receive(peer, new HeartbeatReply(leader.term(), round, 1));
    }

    // At the leader, W14.

    @Test
    void aLeaderServesNoReadOnItsRoleAlone() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 7);

        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void aReadIsServedOnceAMajorityConfirmedThatTheLeaderStillLeads() {
        OneServer leader = read(OneServer.of(5).leadAndCommit(), 7);
        long round = round(leader, S2);

        confirm(leader, S2, round);
        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
        confirm(leader, S3, round);

        assertThat(leader.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(7, 1));
    }

    @Test
    void aReadStartsARoundAtOnceAndDoesNotWaitForTheNextHeartbeat() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 7);

        assertThat(leader.sent(Heartbeat.class)).hasSize(2);
    }

    // Bug 50 of the list, and bug 48: late replies to earlier heartbeats prove nothing.
    @Test
    void onlyARoundThatWasSentAfterTheReadArrivedConfirmsIt() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.step(new Input.HeartbeatDue());
        long before = leader.last(S2, Heartbeat.class).round();
        leader.forget();

        read(leader, 7);
        confirm(leader, S2, before);
        confirm(leader, S3, before);
        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
        confirm(leader, S2, round(leader, S2));

        assertThat(leader.outputs(Output.ReadReady.class)).hasSize(1);
    }

    @Test
    void aReadThatArrivesDuringARoundIsNotConfirmedByThatRound() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 7);
        long first = round(leader, S2);

        read(leader, 8);
        confirm(leader, S2, first);

        assertThat(leader.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(7, 1));
        leader.forget().step(new Input.HeartbeatDue());
        confirm(leader, S2, leader.last(S2, Heartbeat.class).round());
        assertThat(leader.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(8, 1));
    }

    @Test
    void oneRoundConfirmsEveryReadThatWaitsForIt() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 6);
        read(read(leader, 7), 8);

        confirm(leader, S2, round(leader, S2));
        leader.step(new Input.HeartbeatDue());
        confirm(leader, S2, leader.last(S2, Heartbeat.class).round());

        assertThat(leader.outputs(Output.ReadReady.class))
                .extracting(Output.ReadReady::ticket)
                .containsExactlyInAnyOrder(6L, 7L, 8L);
    }

    @Test
    void roundsAreNumberedUpwardsAndNeverReusedWithinATerm() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        long newest = 0;

        for (int ticket = 1; ticket <= 5; ticket++) {
            read(leader.forget(), ticket);
            long round = round(leader, S2);
            assertThat(round).isGreaterThan(newest);
            newest = round;
            confirm(leader, S2, round);
        }
    }

    @Test
    void theReadIndexIsTheCommitIndexWhenTheReadArrived() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 7);
        leader.propose(8).persist().acknowledge(S2, 2);

        confirm(leader, S3, round(leader, S3));

        assertThat(leader.outputs(Output.ReadReady.class).getFirst().readIndex()).isEqualTo(1);
    }

    // Bug 47 of the list, M13: an earlier commit index may lag behind what was answered.
    @Test
    void aNewLeaderServesNoReadBeforeItCommittedAnEntryOfItsTerm() {
        OneServer leader = read(OneServer.of(3, 2, 1, 2).lead().persist().forget(), 7);
        long round = round(leader, S2);

        leader.receive(S2, new HeartbeatReply(3, round, 0));
        leader.receive(S3, new HeartbeatReply(3, round, 0));
        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
        leader.acknowledge(S2, 3).step(new Input.HeartbeatDue());
        leader.receive(S2, new HeartbeatReply(3, leader.last(S2, Heartbeat.class).round(), 3));

        assertThat(leader.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(7, 3));
    }

    @Test
    void aReadThatWaitedForTheOwnTermsCommitIsServedAtOrBehindIt() {
        OneServer leader = read(OneServer.of(3, 2, 1, 2).lead().persist(), 7);

        leader.acknowledge(S2, 3).step(new Input.HeartbeatDue());
        leader.receive(S2, new HeartbeatReply(3, leader.last(S2, Heartbeat.class).round(), 3));

        assertThat(leader.outputs(Output.ReadReady.class).getFirst().readIndex()).isEqualTo(3);
    }

    // Bug 49 of the list.
    @Test
    void theConfirmationOfALearnerOrAStrangerDoesNotCount() {
        TreeSet<ServerId> learners = new TreeSet<>();
        learners.add(S4);
        Members members = new Members(OneServer.voters(3).voters(), new TreeSet<>(), learners);
        Start start = Start.of(S1, members, HardState.INITIAL, Entries.none(1), 1, 1);
        OneServer leader =
                OneServer.of(start, OneServer.SETTINGS, OneServer.SHORTEST).leadAndCommit();
        long round = round(read(leader, 7), S2);

        confirm(leader, S4, round);
        confirm(leader, new ServerId(9), round);

        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void aConfirmationThatArrivesTwiceCountsOnce() {
        OneServer leader = read(OneServer.of(5).leadAndCommit(), 7);
        long round = round(leader, S2);

        confirm(leader, S2, round);
        confirm(leader, S2, round);

        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void theConfirmationOfAnEarlierTermDoesNotCount() {
        OneServer leader = OneServer.of(3, 4).leadAndCommit();
        long round = round(read(leader, 7), S2);

        leader.receive(S2, new HeartbeatReply(4, round, 1));

        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void aLeaderThatIsDeposedRefusesTheReadsThatWait() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 7);

        leader.receive(S2, new Heartbeat(2, 0, 0, 1));

        assertThat(leader.outputs(Output.Refuse.class))
                .containsExactly(new Output.Refuse(7, Refusal.LEADER_CHANGED));
    }

    @Test
    void aLeaderThatLostItsQuorumRefusesTheReadsThatWait() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 7);

        leader.step(new Input.QuorumSilent());

        assertThat(leader.outputs(Output.Refuse.class)).hasSize(1);
        assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void readsBeyondTheLimitAreRefusedAsBusy() {
        Settings small = new Settings(1_000_000_000, 100_000_000, 10, 3, 8, 1000, 20, 2, 10);
        OneServer leader =
                OneServer.of(OneServer.start(S1, 3, HardState.INITIAL), small, OneServer.SHORTEST)
                        .leadAndCommit();

        read(read(read(leader, 1), 2), 3);

        assertThat(leader.outputs(Output.Refuse.class))
                .containsExactly(new Output.Refuse(3, Refusal.BUSY));
    }

    @Test
    void theOnlyServerOfAClusterConfirmsItself() {
        OneServer server = OneServer.of(1).timeOut().persist();

        assertThat(read(server, 7).outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(7, 1));
    }

    // Bug 52 of the list.
    @Test
    void theOnlyServerOfAClusterReadsEverythingItHadAfterARestart() {
        OneServer server = read(OneServer.of(1, 3, 1, 2, 3).timeOut().persistHardState(), 7);
        assertThat(server.outputs(Output.ReadReady.class)).isEmpty();

        server.persist();

        assertThat(server.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(7, 4));
    }

    // At a follower, Raft thesis §6.4: it asks the leader for the index.

    @Test
    void aFollowerAsksTheLeaderForAReadIndex() {
        OneServer server = read(OneServer.of(3).follow(S2, 1), 7);

        assertThat(server.sentTo(S2, ReadIndex.class)).hasSize(1);
        assertThat(server.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void aFollowersReadIsReadyWithTheIndexThatTheLeaderAnswered() {
        OneServer server = read(OneServer.of(3).follow(S2, 1), 7);
        long token = server.last(S2, ReadIndex.class).token();

        server.receive(S2, new ReadIndexReply(1, token, 12));

        assertThat(server.outputs(Output.ReadReady.class))
                .containsExactly(new Output.ReadReady(7, 12));
    }

    @Test
    void aFollowerWithoutALeaderRefusesARead() {
        OneServer server = read(OneServer.of(3), 7);

        assertThat(server.outputs()).containsExactly(new Output.Refuse(7, Refusal.NO_LEADER));
    }

    @Test
    void aFollowerRefusesTheReadsThatWaitWhenTheLeaderChanges() {
        OneServer server = read(OneServer.of(3).follow(S2, 1), 7);

        server.receive(S3, new Heartbeat(2, 0, 0, 1));

        assertThat(server.outputs(Output.Refuse.class))
                .containsExactly(new Output.Refuse(7, Refusal.LEADER_CHANGED));
    }

    @Test
    void aReplyToAnUnknownTokenIsIgnored() {
        OneServer server = read(OneServer.of(3).follow(S2, 1), 7);
        long token = server.last(S2, ReadIndex.class).token();

        server.receive(S2, new ReadIndexReply(1, token - 1, 5));

        assertThat(server.outputs(Output.ReadReady.class)).isEmpty();
    }

    // Bug 48 of the list.
    @Test
    void tokensAreNeverReusedNotEvenAcrossARestart() {
        OneServer server = read(OneServer.of(3).follow(S2, 1), 7);
        long before = server.last(S2, ReadIndex.class).token();

        server.crash().follow(S2, 1);
        read(server, 7).receive(S2, new ReadIndexReply(1, before, 0));

        assertThat(server.last(S2, ReadIndex.class).token()).isNotEqualTo(before);
        assertThat(server.outputs(Output.ReadReady.class)).isEmpty();
    }

    @Test
    void aLeaderAnswersAFollowersReadAfterARoundLikeItsOwn() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S3, new ReadIndex(1, 55));
        assertThat(leader.sent(ReadIndexReply.class)).isEmpty();
        confirm(leader, S2, round(leader, S2));

        assertThat(leader.last(S3, ReadIndexReply.class)).isEqualTo(new ReadIndexReply(1, 55, 1));
    }

    @Test
    void aServerThatDoesNotLeadAnswersNoReadIndex() {
        OneServer server = OneServer.of(3).follow(S2, 1);

        server.receive(S3, new ReadIndex(1, 55));

        assertThat(server.sent(ReadIndexReply.class)).isEmpty();
    }

    @Test
    void aReadLeavesNoTraceInTheLog() {
        OneServer leader = read(OneServer.of(3).leadAndCommit(), 7);

        confirm(leader, S2, round(leader, S2));

        assertThat(leader.outputs(Output.Append.class)).isEmpty();
        assertThat(leader.log()).isEqualTo(Entries.of(1, 1, Sizes.of(0)));
        assertThat(leader.sent(AppendEntries.class)).allMatch(a -> a.entries().isEmpty());
    }
}
