package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(Member.LIMITS);

    private Outbox.Offer offer(int bytes) {
        return outbox.offer(Parcel.of(Member.append(1, bytes)));
    }

    @Test
    void takesNothingInWhileThereIsNoConnection() {
        assertThat(offer(1)).isEqualTo(Outbox.Offer.DROPPED);
        outbox.open();
        assertThat(offer(1)).isEqualTo(Outbox.Offer.WAITS);
        assertThat(offer(1)).isEqualTo(Outbox.Offer.WAITS);
        assertThat(outbox.close()).isEqualTo(2);
        assertThat(outbox.bytes()).isZero();
        assertThat(outbox.flush()).isFalse();
        assertThat(offer(1)).isEqualTo(Outbox.Offer.DROPPED);
        outbox.open();
        assertThat(outbox.take().batch()).isEmpty();
    }

    @Test
    void isBoundedInBytes() {
        outbox.open();
        while (offer(500_000) != Outbox.Offer.DROPPED) {
            assertThat(outbox.bytes()).isLessThanOrEqualTo(Member.LIMITS.bufferBytesMax());
        }
        assertThat(outbox.bytes()).isGreaterThan(Member.LIMITS.bufferBytesMax() - 501_000L);
        outbox.take();
        assertThat(offer(500_000)).isNotEqualTo(Outbox.Offer.DROPPED);
    }

    @Test
    void isBoundedInCount() {
        outbox.open();
        for (int i = 0; i < Member.LIMITS.bufferFramesMax(); i++) {
            assertThat(offer(0)).isNotEqualTo(Outbox.Offer.DROPPED);
        }
        assertThat(offer(0)).isEqualTo(Outbox.Offer.DROPPED);
    }

    @Test
    void batchesAreBoundedInBytesAndFramesUnlessOneFrameIsLarger() {
        outbox.open();
        offer(100_000);
        for (int i = 0; i < 3000; i++) {
            offer(20);
        }
        assertThat(outbox.take().batch()).hasSize(1);
        assertThat(outbox.take().batch()).hasSize(Member.LIMITS.batchFramesMax());
        outbox.close();

        outbox.open();
        for (int i = 0; i < 100; i++) {
            offer(1000);
        }
        Outbox.Take take = outbox.take();
        assertThat(take.bytes()).isBetween(60_000L, (long) Member.LIMITS.batchBytesMax());
        assertThat(take.more()).isTrue();
        assertThat(outbox.take().more()).isFalse();
    }

    @Test
    void batchesAreBoundedInPayloads() {
        outbox.open();
        int most = Member.LIMITS.batchPayloadsMax();
        for (int payloads : new int[] {most, 1, most - 1, 1}) {
            outbox.offer(Parcel.of(Member.noOps(payloads)));
        }
        assertThat(outbox.take().batch()).hasSize(1);
        assertThat(outbox.take().batch()).hasSize(2);
        assertThat(outbox.take().batch()).hasSize(1);
    }

    @Test
    void aTurnOfTheMemberSendsForOneTakerOnly() {
        outbox.open();
        assertThat(outbox.flush()).isFalse();
        offer(1);
        offer(1);
        assertThat(outbox.flush()).isTrue();
        assertThat(outbox.flush()).isFalse();
        offer(1);
        assertThat(outbox.flush()).isFalse();
        assertThat(outbox.take().batch()).hasSize(3);
        offer(1);
        assertThat(outbox.flush()).isTrue();
    }

    @Test
    void aTakerThatLeavesFramesIsStillAwaited() {
        outbox.open();
        offer(50_000);
        offer(50_000);
        assertThat(outbox.take().more()).isTrue();
        assertThat(offer(1)).isEqualTo(Outbox.Offer.WAITS);
        assertThat(outbox.flush()).isFalse();
    }

    @Test
    void aFullBatchDoesNotWaitForTheFlush() {
        outbox.open();
        for (int i = 1; i < Outbox.RIPE_FRAMES; i++) {
            assertThat(offer(1)).isEqualTo(Outbox.Offer.WAITS);
        }
        assertThat(offer(1)).isEqualTo(Outbox.Offer.WAKE);
        assertThat(offer(1)).isEqualTo(Outbox.Offer.WAITS);
        outbox.take();
        assertThat(offer(Member.LIMITS.batchBytesMax())).isEqualTo(Outbox.Offer.WAKE);
    }
}
