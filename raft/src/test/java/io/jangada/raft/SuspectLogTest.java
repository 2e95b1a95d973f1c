package io.jangada.raft;

import static io.jangada.raft.Solo.THREE;
import static io.jangada.raft.Solo.TWO;
import static io.jangada.raft.Solo.sendsNothing;
import static io.jangada.raft.Solo.sentTo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A server whose last batch is damaged: nobody can say whether it was acknowledged. */
final class SuspectLogTest {
    @Test
    void itNeitherVotesNorPreVotesNorCampaigns() {
        Solo server = Solo.suspect(2, 1, 1, 1);
        server.step(new Input.LeaderSilent());
        assertThat(sentTo(TWO, server.receive(TWO, new Message.PreVote(2, 9, 1))))
                .containsExactly(new Message.PreVoteReply(1, false));
        server.receive(TWO, new Message.RequestVote(2, 9, 1, false));
        assertThat(sentTo(TWO, server.step(new Input.HardStatePersisted(new HardState(2, null)))))
                .containsExactly(new Message.RequestVoteReply(2, false));
        assertThat(sendsNothing(server.step(new Input.ElectionElapsed()))).isTrue();
        assertThat(sendsNothing(server.receive(TWO, new Message.TimeoutNow(2)))).isTrue();
        assertThat(server.raft.status().standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void aProbeInsideIsRejectedWithTheLastSoundEntry() {
        Solo server = Solo.suspect(3, 1, 1, 1, 1);
        assertThat(sentTo(TWO, server.append(TWO, 1, 4, 1, 1)))
                .containsExactly(new Message.AppendRejected(1, 4, 2, 1));
        assertThat(sentTo(TWO, server.append(TWO, 1, 3, 1, 1)))
                .containsExactly(new Message.AppendRejected(1, 3, 2, 1));
    }

    @Test
    void itAcknowledgesNothingBeyondTheSoundEntries() {
        Solo server = Solo.suspect(3, 1, 1, 1, 1);
        assertThat(sentTo(TWO, server.receive(TWO, new Message.Heartbeat(1, 4, 4, 0))))
                .as("known to match up to 4, but no longer there")
                .containsExactly(new Message.HeartbeatReply(1, 0, 2));
        assertThat(server.raft.status().commitIndex()).isEqualTo(2);
    }

    @Test
    void entriesThatMatchAreWrittenAgainAndTheRestStaysSuspect() {
        Solo server = Solo.suspect(2, 1, 1, 1);
        List<Output> part = server.append(TWO, 1, 1, 1, 1);
        Entries second = Entries.of(2, 1, Sizes.of(0));
        assertThat(part).contains(new Output.Append(1, second, true, false));
        assertThat(server.raft.status().lastLogIndex()).isEqualTo(3);
        assertThat(sentTo(TWO, server.step(new Input.LogPersisted(1))))
                .containsExactly(new Message.AppendAccepted(1, 2));
        server.step(new Input.LeaderSilent());
        assertThat(sentTo(THREE, server.receive(THREE, new Message.PreVote(2, 9, 1))))
                .containsExactly(new Message.PreVoteReply(1, false));

        server.append(TWO, 1, 2, 1, 1);
        assertThat(sentTo(TWO, server.step(new Input.LogPersisted(2))))
                .containsExactly(new Message.AppendAccepted(1, 3));
        server.step(new Input.LeaderSilent());
        assertThat(sentTo(THREE, server.receive(THREE, new Message.PreVote(2, 9, 1))))
                .containsExactly(new Message.PreVoteReply(2, true));
    }

    @Test
    void theLeaderGoesBackBehindItsMatchIndexToRepairButNeverForgetsIt() {
        Solo leader = Solo.withLog(1, 1);
        leader.lead();
        leader.receive(TWO, new Message.AppendAccepted(2, 3));
        leader.step(new Input.Lost(TWO));
        List<Output> repair = leader.receive(TWO, new Message.AppendRejected(2, 3, 1, 1));
        assertThat(sentTo(TWO, repair))
                .first()
                .isEqualTo(
                        new Message.AppendEntries(
                                2, 1, 1, 0, Entries.of(2, new long[] {1, 2}, Sizes.of(0, 0))));
        assertThat(leader.raft.peers().getFirst().matchIndex()).isEqualTo(3);
    }

    private static final Snapshot OLDER = new Snapshot(6, 1, Solo.MEMBERS);
    private static final Snapshot SAME = new Snapshot(7, 1, Solo.MEMBERS);
    private static final Snapshot LATER = new Snapshot(12, 1, Solo.MEMBERS);

    @Test
    void whoseSnapshotIsLostNeitherVotesNorTakesEntriesNorAcknowledges() {
        for (int count : List.of(0, 2)) {
            Solo server = Solo.lost(7, count);
            server.step(new Input.LeaderSilent());
            assertThat(sentTo(TWO, server.receive(TWO, new Message.PreVote(2, 9, 1))))
                    .containsExactly(new Message.PreVoteReply(1, false));
            assertThat(sendsNothing(server.step(new Input.ElectionElapsed()))).isTrue();
            for (long prev = 6; prev <= 7 + count; prev++) {
                List<Output> outputs = server.append(TWO, 1, prev, 1, 1);
                assertThat(outputs).noneMatch(Output.Append.class::isInstance);
                assertThat(sentTo(TWO, outputs))
                        .containsExactly(new Message.AppendRejected(1, prev, 0, 0));
            }
            assertThat(sentTo(TWO, server.receive(TWO, new Message.Heartbeat(1, 7, 7, 0))))
                    .containsExactly(new Message.HeartbeatReply(1, 0, 0));
            assertThat(server.receive(TWO, new Message.InstallSnapshot(1, OLDER)))
                    .as("ends before what is lost")
                    .isEmpty();
        }
    }

    @Test
    void aSnapshotInsideTheLogStandsForWhatWasLostAndTheLogStays() {
        Solo server = Solo.lost(7, 2);
        assertThat(server.receive(TWO, new Message.InstallSnapshot(1, SAME)))
                .contains(new Output.FetchSnapshot(TWO, SAME));
        List<Output> restored = server.step(new Input.SnapshotReceived(SAME));
        assertThat(restored).contains(new Output.Restore(0, SAME));
        assertThat(sentTo(TWO, restored)).containsExactly(new Message.AppendAccepted(1, 7));
        assertThat(server.raft.status().lastLogIndex()).isEqualTo(9);
        server.step(new Input.LeaderSilent());
        assertThat(sentTo(THREE, server.receive(THREE, new Message.PreVote(2, 8, 1))))
                .as("its log is whole, and longer")
                .containsExactly(new Message.PreVoteReply(1, false));
        assertThat(sentTo(THREE, server.receive(THREE, new Message.PreVote(2, 9, 1))))
                .containsExactly(new Message.PreVoteReply(2, true));
    }

    @Test
    void aSnapshotBehindTheLogTakesThePlaceOfAll() {
        Solo server = Solo.lost(7, 2);
        server.receive(TWO, new Message.InstallSnapshot(1, LATER));
        assertThat(server.step(new Input.SnapshotReceived(LATER)))
                .contains(new Output.Restore(1, LATER));
        assertThat(sentTo(TWO, server.step(new Input.LogPersisted(1))))
                .containsExactly(new Message.AppendAccepted(1, 12));
    }
}
