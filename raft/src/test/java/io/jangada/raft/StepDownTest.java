package io.jangada.raft;

import static io.jangada.raft.Solo.SELF;
import static io.jangada.raft.Solo.THREE;
import static io.jangada.raft.Solo.TWO;
import static io.jangada.raft.Solo.sentTo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A leader that no quorum answers any more. */
final class StepDownTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void itIsFreeToVoteAtOnceEvenIfItNeverSawItsPredecessorGo() {
        Solo server = new Solo();
        server.receive(TWO, new Message.Heartbeat(1, 0, 0, 0));
        server.receive(TWO, new Message.TimeoutNow(1));
        server.persisted(2, SELF);
        server.receive(TWO, new Message.RequestVoteReply(2, true));
        assertThat(server.raft.status().standing()).isEqualTo(Standing.LEADER);
        server.step(new Input.QuorumSilent());
        assertThat(server.raft.status().currentTerm()).as("in its term").isEqualTo(2);
        assertThat(sentTo(THREE, server.receive(THREE, new Message.PreVote(3, 9, 2))))
                .containsExactly(new Message.PreVoteReply(3, true));
    }

    @Test
    void itWaitsAWholeElectionTimeoutBeforeItCampaignsAgain() {
        Solo server = new Solo();
        server.step(new Input.Tick(0));
        server.lead();
        server.step(new Input.Tick(999 * MILLISECOND));
        assertThat(server.raft.status().standing()).isEqualTo(Standing.LEADER);
        server.step(new Input.Tick(5_000 * MILLISECOND));
        assertThat(server.raft.status().standing()).isEqualTo(Standing.FOLLOWER);
        server.step(new Input.Tick(5_999 * MILLISECOND));
        assertThat(server.raft.status().standing()).isEqualTo(Standing.FOLLOWER);
        server.step(new Input.Tick(6_000 * MILLISECOND));
        assertThat(server.raft.status().standing()).isEqualTo(Standing.PRE_CANDIDATE);
    }
}
