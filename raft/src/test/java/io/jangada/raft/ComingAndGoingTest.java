package io.jangada.raft;

import static io.jangada.raft.Changes.acknowledged;
import static io.jangada.raft.Changes.at;
import static io.jangada.raft.Changes.commit;
import static io.jangada.raft.Changes.confirm;
import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;
import static io.jangada.raft.OneServer.S5;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.Heartbeat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a leader knows of the others when some come or go")
class ComingAndGoingTest {

    private static OneServer leader(String members) {
        return OneServer.of(S1, Groups.of(members)).leadAndCommit();
    }

    /** Leader 3 of 3, 4 and 5; what comes before them shifts all positions. */
    private static OneServer leaderOfThree() {
        OneServer leader = OneServer.of(S3, Groups.of("3 4 5")).leadAndCommit();
        return leader.forget();
    }

    private static PeerStatus peer(OneServer leader, ServerId id) {
        return leader.raft().peers().stream()
                .filter(peer -> peer.peer().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keepsItsProgressWhenAnotherComes() {
        OneServer leader = leaderOfThree().propose(1).persist().acknowledge(S5, 2);
        PeerStatus four = peer(leader, S4);
        PeerStatus five = peer(leader, S5);
        assertThat(five.matchIndex()).isEqualTo(2);

        leader.change(Groups.of("3 4 5 + 1"));

        assertThat(peer(leader, S4).matchIndex()).isEqualTo(four.matchIndex()).isOne();
        assertThat(peer(leader, S5).matchIndex()).isEqualTo(2);
        assertThat(peer(leader, S5).nextIndex()).isEqualTo(five.nextIndex() + 1);
        assertThat(leader.sentTo(S5, AppendEntries.class).getLast().prevLogIndex()).isEqualTo(2);
    }

    @Test
    void keepsItsProgressWhenAnotherGoes() {
        OneServer leader = OneServer.of(S3, Groups.of("1 2 3 4 5")).leadAndCommit();
        leader.propose(1).persist().acknowledge(S4, 2).acknowledge(S5, 2);
        assertThat(commit(leader)).isEqualTo(2);

        leader.change(Groups.of("2 3 4 5"));

        assertThat(peer(leader, S2).matchIndex()).isOne();
        assertThat(peer(leader, S4).matchIndex()).isEqualTo(2);
        assertThat(peer(leader, S5).matchIndex()).isEqualTo(2);
    }

    @Test
    void keepsTheRoundsThatItHasConfirmed() {
        OneServer leader = OneServer.of(S3, Groups.of("1 2 3 4 5")).leadAndCommit();
        leader.step(new Input.Read(9));
        confirm(leader, leader.last(S5, Heartbeat.class).round(), S5);

        leader.change(Groups.of("2 3 4 5"));
        confirm(leader, leader.last(S4, Heartbeat.class).round(), S4);

        assertThat(leader.outputs(Output.ReadReady.class)).as("3, 4, 5").hasSize(1);
    }

    @Test
    void staysHeard() {
        OneServer leader = at(leaderOfThree(), 0);
        confirm(at(leader, 900), 0, S5);

        leader.change(Groups.of("3 4 5 + 1 2"));

        assertThat(at(leader, 1800).standing()).as("3 and 5").isEqualTo(Standing.LEADER);
        assertThat(peer(leader, S4).heard()).isFalse();
        assertThat(peer(leader, S5).heard()).isTrue();
        assertThat(at(leader, 1900).standing()).isEqualTo(Standing.FOLLOWER);
    }

    @Test
    void isNoSoonerStuck() {
        OneServer leader = at(leaderOfThree(), 0);
        confirm(at(leader, 600), 0, S4, S5);
        leader.propose(1).persist().change(Groups.of("3 4 5 + 1 2")).forget();

        at(leader, 1100);

        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
        assertThat(peer(leader, S5).probing()).as("sent 500 ms ago").isFalse();
    }

    @Test
    void whoIsNewIsProbedFromTheEndOfTheLog() {
        OneServer leader = leaderOfThree();

        leader.change(Groups.of("3 4 5 + 1"));

        assertThat(peer(leader, S1)).isEqualTo(new PeerStatus(S1, 0, 3, true, true, false, 0));
        assertThat(leader.sentTo(S1, AppendEntries.class))
                .containsExactly(new AppendEntries(1, 2, 1, 1, Entries.none(3)));
        leader.receive(S1, new Message.AppendRejected(1, 2, 0, 0));
        assertThat(leader.last(S1, AppendEntries.class).entries().count()).isEqualTo(2);
    }

    @Test
    void whoIsGoneCountsForNothing() {
        OneServer leader = leader("1 2 3").change(Groups.of("1 2")).persist();
        leader.step(new Input.Read(9)).forget();

        leader.acknowledge(S3, 2);
        confirm(leader, 1, S3);
        leader.receive(S3, new Message.AppendRejected(1, 1, 0, 0)).step(new Input.Lost(S3));

        assertThat(commit(leader)).isOne();
        assertThat(leader.outputs()).isEmpty();
    }

    @Test
    void whoIsGoneAndComesBackIsANewOne() {
        OneServer leader = leader("1 2 3").propose(1).persist();
        acknowledged(leader, 2, S2, S3).change(Groups.of("1 2")).persist();
        acknowledged(leader, 3, S2).change(Groups.of("1 2 + 3"));

        assertThat(peer(leader, S3).matchIndex()).isZero();
        assertThat(peer(leader, S3).probing()).isTrue();
    }
}
