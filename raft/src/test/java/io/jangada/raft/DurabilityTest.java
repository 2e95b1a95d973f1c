package io.jangada.raft;

import static io.jangada.raft.Solo.SELF;
import static io.jangada.raft.Solo.THREE;
import static io.jangada.raft.Solo.TWO;
import static io.jangada.raft.Solo.sendsNothing;
import static io.jangada.raft.Solo.sentTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The core holds back what depends on disk. */
final class DurabilityTest {
    @Test
    void noRequestForVotesLeavesBeforeTermAndOwnVoteAreDurable() {
        Solo server = new Solo();
        server.step(new Input.ElectionElapsed());
        List<Output> campaign = server.receive(TWO, new Message.PreVoteReply(1, true));
        assertThat(campaign).contains(new Output.SaveHardState(new HardState(1, SELF)));
        assertThat(sendsNothing(campaign)).isTrue();

        List<Output> persisted = server.persisted(1, SELF);
        assertThat(sentTo(TWO, persisted)).containsExactly(new Message.RequestVote(1, 0, 0, false));
        assertThat(sentTo(THREE, persisted)).hasSize(1);
    }

    @Test
    void aVoteLeavesWhenThatVoteIsDurableAndNotWhenOnlyTheTermIs() {
        Solo server = new Solo();
        server.step(new Input.LeaderSilent());
        server.receive(TWO, new Message.AppendAccepted(4, 0));
        List<Output> vote = server.receive(THREE, new Message.RequestVote(4, 0, 0, false));
        assertThat(vote).contains(new Output.SaveHardState(new HardState(4, THREE)));
        assertThat(sendsNothing(vote)).isTrue();
        assertThat(sendsNothing(server.step(new Input.HardStatePersisted(new HardState(4, null)))))
                .isTrue();
        assertThat(sentTo(THREE, server.persisted(4, THREE)))
                .containsExactly(new Message.RequestVoteReply(4, true));
    }

    @Test
    void anAckWaitsForBothTheTermAndTheEntries() {
        Solo server = new Solo();
        List<Output> append = server.append(TWO, 1, 0, 0, 2);
        assertThat(append.get(0)).isInstanceOf(Output.SaveHardState.class);
        assertThat(append.get(1)).isInstanceOf(Output.Append.class);
        assertThat(sendsNothing(append)).isTrue();
        assertThat(sendsNothing(server.step(new Input.LogPersisted(1)))).isTrue();
        assertThat(sentTo(TWO, server.step(new Input.HardStatePersisted(new HardState(1, null)))))
                .containsExactly(new Message.AppendAccepted(1, 2));
    }

    @Test
    void acksAreSentOncePerAdvanceAndDuplicatesAreAnsweredAtOnce() {
        Solo server = follower();
        server.append(TWO, 1, 0, 0, 1);
        server.append(TWO, 1, 1, 1, 1);
        assertThat(sentTo(TWO, server.step(new Input.LogPersisted(2))))
                .containsExactly(new Message.AppendAccepted(1, 2));
        assertThat(sendsNothing(server.step(new Input.LogPersisted(2)))).isTrue();
        assertThat(sentTo(TWO, server.append(TWO, 1, 0, 0, 1)))
                .containsExactly(new Message.AppendAccepted(1, 2));
    }

    @Test
    void aLateReportOfAnOverwrittenAppendAcknowledgesNothing() {
        Solo server = follower();
        server.append(TWO, 1, 0, 0, 3);
        Entries others = Entries.of(1, 2, Sizes.of(0, 0, 0));
        server.receive(THREE, new Message.AppendEntries(2, 0, 0, 0, others));
        server.step(new Input.HardStatePersisted(new HardState(2, null)));
        assertThat(sendsNothing(server.step(new Input.LogPersisted(1)))).isTrue();
        assertThat(server.raft.status().durableIndex()).isZero();
        assertThat(sentTo(THREE, server.step(new Input.LogPersisted(2))))
                .containsExactly(new Message.AppendAccepted(2, 3));
    }

    @Test
    void aHeartbeatReplyClaimsOnlyWhatMatchesAndIsDurable() {
        Solo server = follower();
        server.append(TWO, 1, 0, 0, 3);
        assertThat(sentTo(TWO, server.receive(TWO, new Message.Heartbeat(1, 0, 0, 9))))
                .containsExactly(new Message.HeartbeatReply(1, 9, 0));
        server.step(new Input.LogPersisted(1));
        assertThat(sentTo(TWO, server.receive(TWO, new Message.Heartbeat(1, 0, 0, 9))))
                .containsExactly(new Message.HeartbeatReply(1, 9, 3));
        Solo other = Solo.withLog(1, 1);
        assertThat(sentTo(TWO, other.receive(TWO, new Message.Heartbeat(1, 0, 0, 9))))
                .as("durable, but nobody said that it matches")
                .containsExactly(new Message.HeartbeatReply(1, 9, 0));
    }

    @Test
    void aLeaderCountsItselfOnlyByItsDurableIndex() {
        Solo leader = new Solo();
        leader.lead();
        leader.receive(TWO, new Message.AppendAccepted(1, 1));
        assertThat(leader.raft.status().commitIndex()).isZero();
        assertThat(leader.step(new Input.LogPersisted(1))).contains(new Output.Commit(1));
    }

    @Test
    void aLeadersEntriesLeaveAtOnce() {
        Solo leader = new Solo();
        List<Output> outputs = leader.lead();
        assertThat(sentTo(THREE, outputs))
                .containsExactly(
                        new Message.Heartbeat(1, 0, 0, 0),
                        new Message.AppendEntries(1, 0, 0, 0, Entries.of(1, 1, Sizes.of(0))));
    }

    @Test
    void whatIsHeldBackIsBoundedAndTheOldestGoesFirst() {
        Settings small = new Settings(1000, 100, 100, 10, 3, 250, 10_000, 8, 2);
        Solo server = new Solo(HardState.INITIAL, Entries.none(1), 1, small);
        for (int round = 1; round <= 5; round++) {
            server.receive(TWO, new Message.Heartbeat(1, 0, 0, round));
        }
        assertThat(sentTo(TWO, server.step(new Input.HardStatePersisted(new HardState(1, null)))))
                .containsExactly(
                        new Message.HeartbeatReply(1, 4, 0), new Message.HeartbeatReply(1, 5, 0));
    }

    @Test
    void aMatchThatThisServerAcknowledgedAndNoLongerHasStopsIt() {
        Solo server = Solo.withLog(1, 1);
        server.receive(TWO, new Message.Heartbeat(1, 2, 0, 0));
        assertThatThrownBy(() -> server.receive(TWO, new Message.Heartbeat(1, 3, 0, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lost entries");
    }

    @Test
    void aForwardKeepsItsBytesBecauseItNeverWaits() {
        Solo server = new Solo();
        server.receive(TWO, new Message.Heartbeat(1, 0, 0, 0));
        assertThat(sentTo(TWO, server.step(new Input.Propose(1, Sizes.of(5)))))
                .containsExactly(new Message.Forward(0, Sizes.of(5)));
    }

    @Test
    void noDurableEntryIsEverOverwritten() {
        Solo server = follower();
        server.append(TWO, 1, 0, 0, 3);
        server.receive(TWO, new Message.AppendEntries(1, 3, 1, 2, Entries.none(4)));
        Entries conflict = Entries.of(2, 2, Sizes.of(0));
        assertThatThrownBy(() ->
                        server.receive(THREE, new Message.AppendEntries(2, 1, 1, 0, conflict)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("committed");
    }

    /** Of server 2, in a term 1 that is durable. */
    private static Solo follower() {
        Solo server = new Solo();
        server.receive(TWO, new Message.Heartbeat(1, 0, 0, 0));
        server.step(new Input.HardStatePersisted(new HardState(1, null)));
        return server;
    }
}
