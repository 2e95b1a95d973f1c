package io.jangada.raft;

import static io.jangada.raft.Solo.SELF;
import static io.jangada.raft.Solo.THREE;
import static io.jangada.raft.Solo.TWO;
import static io.jangada.raft.Solo.sentTo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TransfersTest {
    private static Solo leader() {
        Solo leader = new Solo();
        leader.lead();
        leader.step(new Input.LogPersisted(1));
        leader.receive(TWO, new Message.AppendAccepted(1, 1));
        return leader;
    }

    @Test
    void aTargetThatHasEverythingIsToldAtOnceAndOthersWhenTheyDo() {
        Solo leader = leader();
        assertThat(sentTo(TWO, leader.step(new Input.Transfer(9, TWO))))
                .containsExactly(new Message.TimeoutNow(1));
        Solo other = leader();
        assertThat(other.step(new Input.Transfer(9, THREE))).isEmpty();
        assertThat(sentTo(THREE, other.receive(THREE, new Message.AppendAccepted(1, 1))))
                .contains(new Message.TimeoutNow(1));
    }

    @Test
    void noProposalIsTakenMeanwhileAndAfterOneElectionTimeoutTheyAreAgain() {
        Solo leader = leader();
        leader.step(new Input.Transfer(9, THREE));
        assertThat(leader.step(new Input.Propose(1, Sizes.of(1))))
                .containsExactly(new Output.Refuse(1, Refusal.TRANSFERRING));
        assertThat(leader.receive(TWO, new Message.Forward(1, Sizes.of(1)))).isEmpty();
        assertThat(leader.step(new Input.ElectionElapsed()))
                .containsExactly(new Output.TransferEnded(9, false));
        assertThat(leader.step(new Input.Propose(2, Sizes.of(1))))
                .anyMatch(Output.Append.class::isInstance);
    }

    @Test
    void itIsDoneWhenAnotherLeaderIsKnown() {
        Solo leader = leader();
        leader.step(new Input.Transfer(9, TWO));
        assertThat(leader.receive(TWO, new Message.RequestVote(2, 1, 1, true)))
                .noneMatch(Output.TransferEnded.class::isInstance);
        assertThat(sentTo(TWO, leader.persisted(2, TWO)))
                .containsExactly(new Message.RequestVoteReply(2, true));
        assertThat(leader.receive(TWO, new Message.Heartbeat(2, 0, 0, 0)))
                .contains(new Output.TransferEnded(9, true));
    }

    @Test
    void whatCannotBeIsRefused() {
        Solo leader = leader();
        assertThat(leader.step(new Input.Transfer(1, SELF)))
                .containsExactly(new Output.Refuse(1, Refusal.BAD_TRANSFEREE));
        assertThat(leader.step(new Input.Transfer(2, new ServerId(9))))
                .containsExactly(new Output.Refuse(2, Refusal.BAD_TRANSFEREE));
        leader.step(new Input.Transfer(3, TWO));
        assertThat(leader.step(new Input.Transfer(4, THREE)))
                .containsExactly(new Output.Refuse(4, Refusal.TRANSFERRING));
        assertThat(new Solo().step(new Input.Transfer(5, TWO)))
                .containsExactly(new Output.Refuse(5, Refusal.NOT_LEADER));
    }

    @Test
    void theTargetCampaignsAtOnceAndStickinessDoesNotApply() {
        Solo target = new Solo();
        target.receive(TWO, new Message.Heartbeat(1, 0, 0, 0));
        target.receive(TWO, new Message.TimeoutNow(1));
        assertThat(sentTo(THREE, target.persisted(2, SELF)))
                .contains(new Message.RequestVote(2, 0, 0, true));
        Solo voter = new Solo();
        voter.receive(TWO, new Message.RequestVote(5, 0, 0, false));
        assertThat(voter.raft.status().currentTerm()).as("a start hears a leader").isZero();
        voter.receive(TWO, new Message.RequestVote(5, 0, 0, true));
        assertThat(voter.raft.status().currentTerm()).isEqualTo(5);
    }
}
