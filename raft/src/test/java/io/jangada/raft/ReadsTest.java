package io.jangada.raft;

import static io.jangada.raft.Solo.THREE;
import static io.jangada.raft.Solo.TWO;
import static io.jangada.raft.Solo.sendsNothing;
import static io.jangada.raft.Solo.sentTo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ReadsTest {
    private static final Settings FEW_READS =
            new Settings(1000, 100, 100, 10, 3, 250, 10_000, 3, 8);

    /** Leads term 1 and has committed its no-op at index 1. */
    private static Solo leader(Settings settings) {
        Solo leader = new Solo(HardState.INITIAL, Entries.none(1), 1, settings);
        leader.lead();
        leader.step(new Input.LogPersisted(1));
        leader.receive(TWO, new Message.AppendAccepted(1, 1));
        return leader;
    }

    private static Solo leader() {
        return leader(Settings.of(100, 1000));
    }

    private static Solo follower(Settings settings) {
        Solo server = new Solo(HardState.INITIAL, Entries.none(1), 1, settings);
        server.receive(TWO, new Message.Heartbeat(1, 0, 0, 0));
        server.step(new Input.HardStatePersisted(new HardState(1, null)));
        return server;
    }

    private static List<Output> answer(Solo leader, long round) {
        return leader.receive(TWO, new Message.HeartbeatReply(1, round, 1));
    }

    @Test
    void aReadIsConfirmedByARoundThatWasSentAfterItArrived() {
        Solo leader = leader();
        List<Output> read = leader.step(new Input.Read(7));
        assertThat(sentTo(TWO, read)).containsExactly(new Message.Heartbeat(1, 1, 1, 1));
        assertThat(answer(leader, 0)).isEmpty();
        assertThat(answer(leader, 1)).containsExactly(new Output.ReadReady(7, 1));
    }

    @Test
    void theAnswerToAnEarlierRoundConfirmsNoLaterRead() {
        Solo leader = leader();
        leader.step(new Input.Read(7));
        leader.step(new Input.Read(8));
        assertThat(answer(leader, 1)).containsExactly(new Output.ReadReady(7, 1));
        assertThat(answer(leader, 2)).containsExactly(new Output.ReadReady(8, 1));
    }

    @Test
    void theReadIndexIsTheCommitIndexAtArrivalOnlyAfterACommitOfTheOwnTerm() {
        Solo leader = Solo.withLog(1, 1);
        leader.lead();
        assertThat(leader.step(new Input.Read(7))).isEmpty();
        assertThat(leader.receive(TWO, new Message.HeartbeatReply(2, 0, 0)))
                .noneMatch(Output.ReadReady.class::isInstance);
        leader.step(new Input.LogPersisted(1));
        List<Output> commit = leader.receive(TWO, new Message.AppendAccepted(2, 3));
        assertThat(commit).contains(new Output.Commit(3));
        assertThat(sentTo(THREE, commit)).contains(new Message.Heartbeat(2, 0, 0, 1));
        assertThat(leader.receive(THREE, new Message.HeartbeatReply(2, 1, 0)))
                .contains(new Output.ReadReady(7, 3));
    }

    @Test
    void fourRoundsAreUnderWayAtMostAndLaterReadsShareTheNext() {
        Solo leader = leader();
        for (long ticket = 1; ticket <= 4; ticket++) {
            assertThat(sendsNothing(leader.step(new Input.Read(ticket)))).isFalse();
        }
        assertThat(leader.step(new Input.Read(5))).isEmpty();
        assertThat(leader.step(new Input.Read(6))).isEmpty();
        List<Output> first = answer(leader, 4);
        assertThat(first)
                .contains(new Output.ReadReady(1, 1), new Output.ReadReady(4, 1))
                .doesNotContain(new Output.ReadReady(5, 1));
        assertThat(sentTo(THREE, first)).contains(new Message.Heartbeat(1, 0, 0, 5));
        assertThat(answer(leader, 5))
                .containsExactly(new Output.ReadReady(5, 1), new Output.ReadReady(6, 1));
    }

    @Test
    void aRoundThatWasNeverBegunConfirmsNothing() {
        Solo leader = leader();
        answer(leader, 99);
        assertThat(leader.step(new Input.Read(7))).noneMatch(Output.ReadReady.class::isInstance);
    }

    @Test
    void aDeposedLeaderRefusesWhatWaits() {
        Solo leader = leader();
        leader.step(new Input.Read(7));
        assertThat(leader.receive(THREE, new Message.Heartbeat(2, 0, 0, 0)))
                .contains(new Output.Refuse(7, Refusal.LEADER_CHANGED));
        Solo silent = leader();
        silent.step(new Input.Read(8));
        assertThat(silent.step(new Input.QuorumSilent()))
                .contains(new Output.Refuse(8, Refusal.LEADER_CHANGED));
        assertThat(silent.raft.status().currentTerm()).isEqualTo(1);
    }

    @Test
    void fullMeansBusyAtOnce() {
        Solo leader = leader(FEW_READS);
        Solo follower = follower(FEW_READS);
        for (long ticket = 1; ticket <= 3; ticket++) {
            leader.step(new Input.Read(ticket));
            follower.step(new Input.Read(ticket));
        }
        assertThat(leader.step(new Input.Read(4)))
                .containsExactly(new Output.Refuse(4, Refusal.BUSY));
        assertThat(follower.step(new Input.Read(4)))
                .containsExactly(new Output.Refuse(4, Refusal.BUSY));
        assertThat(leader.receive(TWO, new Message.ReadIndex(1, 1))).isEmpty();
    }

    @Test
    void aFollowerAsksItsLeaderAndATokenIsNeverReused() {
        Solo follower = follower(Settings.of(100, 1000));
        assertThat(sentTo(TWO, follower.step(new Input.Read(7))))
                .containsExactly(new Message.ReadIndex(1, 500));
        assertThat(sentTo(TWO, follower.step(new Input.Read(8))))
                .containsExactly(new Message.ReadIndex(1, 501));
        assertThat(follower.receive(TWO, new Message.ReadIndexReply(1, 501, 4)))
                .containsExactly(new Output.ReadReady(8, 4));
        assertThat(follower.receive(TWO, new Message.ReadIndexReply(1, 501, 4))).isEmpty();
    }

    @Test
    void manyReadsOfAFollowerShareAQuestion() {
        Solo follower = follower(Settings.of(100, 1000));
        for (long ticket = 1; ticket <= 10; ticket++) {
            follower.step(new Input.Read(ticket));
        }
        List<Output> answered = follower.receive(TWO, new Message.ReadIndexReply(1, 500, 4));
        assertThat(answered).contains(new Output.ReadReady(1, 4));
        assertThat(sentTo(TWO, answered)).containsExactly(new Message.ReadIndex(1, 504));
        assertThat(follower.receive(TWO, new Message.ReadIndexReply(1, 504, 6)))
                .hasSize(6)
                .contains(new Output.ReadReady(5, 6), new Output.ReadReady(10, 6));
    }

    @Test
    void aLostQuestionIsPutAgainAfterAnInterval() {
        Solo follower = follower(Settings.of(100, 1000));
        follower.step(new Input.HeartbeatDue());
        follower.step(new Input.Read(7));
        assertThat(follower.step(new Input.HeartbeatDue())).isEmpty();
        assertThat(sentTo(TWO, follower.step(new Input.HeartbeatDue())))
                .containsExactly(new Message.ReadIndex(1, 500));
    }

    @Test
    void aFollowerRefusesWhatWaitsWhenTheTermChanges() {
        Solo follower = follower(Settings.of(100, 1000));
        follower.step(new Input.Read(7));
        assertThat(follower.receive(THREE, new Message.Heartbeat(2, 0, 0, 0)))
                .contains(new Output.Refuse(7, Refusal.LEADER_CHANGED));
    }

    @Test
    void aLeaderAnswersAFollowersQuestion() {
        Solo leader = leader();
        leader.receive(THREE, new Message.ReadIndex(1, 42));
        assertThat(sentTo(THREE, answer(leader, 1)))
                .containsExactly(new Message.ReadIndexReply(1, 42, 1));
    }
}
