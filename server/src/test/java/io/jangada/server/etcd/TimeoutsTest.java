package io.jangada.server.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/** What etcd says of a proposal that timed out, and when. */
final class TimeoutsTest {
    private static final ServerId A = new ServerId(1);
    private static final ServerId B = new ServerId(2);
    private static final ServerId C = new ServerId(3);
    private static final long BEGUN = 42;

    @Test
    void withoutALeaderNothingIsGuessed() {
        assertThat(words(status(1, B), status(2, null), B, C)).isEqualTo(Words.TIMED_OUT);
        assertThat(words(status(1, null), status(1, null))).isEqualTo(Words.TIMED_OUT);
    }

    @Test
    void aLeaderElectedMeanwhileFollowsOneThatFailed() {
        assertThat(words(status(1, B), status(2, C), B, C)).isEqualTo(Words.LEADER_FAILED);
        assertThat(words(status(1, B), status(2, B), B, C)).isEqualTo(Words.LEADER_FAILED);
        assertThat(words(status(1, null), status(1, B), B, C)).isEqualTo(Words.LEADER_FAILED);
        assertThat(words(status(1, B), status(2, A))).isEqualTo(Words.LEADER_FAILED);
        assertThat(Words.LEADER_FAILED.exception())
                .hasMessage(
                        "UNAVAILABLE: etcdserver: request timed out, possibly due to previous"
                                + " leader failure");
    }

    @Test
    void aFollowerHasToBeConnectedToItsLeader() {
        assertThat(words(status(1, B), status(1, B), B)).isEqualTo(Words.TIMED_OUT);
        assertThat(words(status(1, B), status(1, B), C)).isEqualTo(Words.CONNECTION_LOST);
        assertThat(Words.CONNECTION_LOST.exception())
                .hasMessage(
                        "UNAVAILABLE: etcdserver: request timed out, possibly due to connection"
                                + " lost");
    }

    @Test
    void aLeaderHasToBeConnectedToAQuorum() {
        assertThat(words(status(1, A), status(1, A), C)).isEqualTo(Words.TIMED_OUT);
        assertThat(words(status(1, A), status(1, A))).isEqualTo(Words.CONNECTION_LOST);
    }

    /** Of A, which is connected to some others since the proposal began. */
    private static Words words(Status then, Status now, ServerId... connected) {
        Timeouts timeouts =
                new Timeouts(
                        () -> List.of(A, B, C),
                        (member, since) -> since == BEGUN && Set.of(connected).contains(member));
        return timeouts.words(BEGUN, then, now);
    }

    private static Status status(long term, @Nullable ServerId leader) {
        Standing standing = A.equals(leader) ? Standing.LEADER : Standing.FOLLOWER;
        return new Status(A, standing, term, leader, 1, 0, 0, 0, 0, 0);
    }
}
