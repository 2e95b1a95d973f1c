package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Proposals.Pending;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ProposalsTest {
    private final Proposals<String> proposals = new Proposals<>(4, 100);

    @Test
    void sequencesCountUpwardsInTheOrderOfTheCalls() {
        Pending<String> one = offer(1, 10);
        Pending<String> two = offer(1, 10);

        assertThat(proposals.takeFresh()).containsExactly(one, two);
        assertThat(two.sequence).isGreaterThan(one.sequence);
        assertThat(proposals.takeFresh()).isEmpty();
    }

    @Test
    void atTheCountBoundItIsBusyAtOnce() {
        for (int i = 0; i < 4; i++) {
            offer(1, 10);
        }
        assertThat(proposals.offer(new Pending<>(Bytes.EMPTY, 10))).isEqualTo(Reason.BUSY);
        assertThat(proposals.failed()).isEqualTo(1);
    }

    @Test
    void whereMorePilesUpThanEndsInTimeItIsBusySooner() {
        Proposals<String> many = new Proposals<>(1 << 12, 1 << 20);
        Backlog backlog = new Backlog(1 << 12, 800, 1 << 20);
        List<Pending<String>> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Pending<String> next = pending(1, Long.MAX_VALUE);
            assertThat(many.offer(next)).isNull();
            all.add(next);
        }
        many.look(0, backlog);
        for (int i = 0; i < 150; i++) {
            many.applied(all.get(i).sequence);
        }
        assertThat(many.isBusy()).isFalse();

        many.look(100, backlog);

        assertThat(many.isBusy()).isTrue();
        assertThat(many.offer(pending(1, 10))).isEqualTo(Reason.BUSY);
        for (int i = 150; i < 801; i++) {
            many.applied(all.get(i).sequence);
        }
        assertThat(many.isBusy()).as("fewer wait than end in 800").isFalse();
        assertThat(many.offer(pending(1, 10))).isNull();
    }

    @Test
    void whatWasGivenUpDoesNotCountAsServed() {
        Proposals<String> many = new Proposals<>(1 << 12, 1 << 20);
        Backlog backlog = new Backlog(1 << 12, 800, 1 << 20);
        for (int i = 0; i < 2_000; i++) {
            many.offer(pending(1, i < 600 ? 100 : 200));
        }
        many.look(0, backlog);

        assertThat(many.expire(100)).hasSize(600);
        many.look(100, backlog);

        assertThat(many.offer(pending(1, 200))).isNull();
    }

    @Test
    void atTheByteBoundItIsBusyAtOnce() {
        offer(60, 10);
        assertThat(proposals.offer(pending(41, 10))).isEqualTo(Reason.BUSY);
        assertThat(proposals.offer(pending(40, 10))).isNull();
    }

    @Test
    void aSingleLargeCommandFitsWhenNothingIsPending() {
        assertThat(proposals.offer(pending(1000, 10))).isNull();
    }

    @Test
    void whatEndedMakesRoomAndEndsOnce() {
        Pending<String> one = offer(100, 10);

        assertThat(proposals.take(one.sequence)).isSameAs(one);
        assertThat(proposals.take(one.sequence)).isNull();
        assertThat(proposals.pending()).isZero();
        assertThat(proposals.offer(pending(100, 10))).isNull();
    }

    @Test
    void onlyWhatIsOlderThanItsDeadlineExpires() {
        Pending<String> old = offer(1, 10);
        Pending<String> young = offer(1, 11);

        assertThat(proposals.expire(10)).containsExactly(old);
        assertThat(proposals.expire(10)).isEmpty();
        assertThat(proposals.take(old.sequence)).isNull();
        assertThat(proposals.take(young.sequence)).isSameAs(young);
    }

    @Test
    void oneThatHangsDoesNotBlockTheOthersSlots() {
        Pending<String> hanging = offer(1, Long.MAX_VALUE);
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Pending<String> next = offer(1, Long.MAX_VALUE);
            sequences.add(next.sequence);
            assertThat(proposals.take(next.sequence)).isSameAs(next);
        }
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        assertThat(proposals.take(hanging.sequence)).isSameAs(hanging);
    }

    @Test
    void whatHasEndedIsForgottenBehindOneThatHangs() {
        Pending<String> hanging = offer(1, Long.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            proposals.take(offer(1, Long.MAX_VALUE).sequence);
            assertThat(proposals.held()).isLessThanOrEqualTo(8);
        }
        for (int i = 0; i < 100; i++) {
            proposals.take(offer(99, Long.MAX_VALUE).sequence);
            assertThat(proposals.held()).isLessThanOrEqualTo(8);
        }
        assertThat(proposals.take(hanging.sequence)).isSameAs(hanging);
    }

    @Test
    void afterTheStopNothingIsTakenIn() {
        Pending<String> one = offer(1, 10);

        assertThat(proposals.stop()).containsExactly(one);
        assertThat(proposals.offer(pending(1, 10))).isEqualTo(Reason.STOPPED);
    }

    private Pending<String> offer(int bytes, long deadline) {
        Pending<String> pending = pending(bytes, deadline);
        assertThat(proposals.offer(pending)).isNull();
        return pending;
    }

    private static Pending<String> pending(int bytes, long deadline) {
        return new Pending<>(Bytes.owned(new byte[bytes]), deadline);
    }
}
