package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(Member.LIMITS);

    private Outbox.Offer offer(int bytes) {
        return outbox.offer(Parcel.of(Member.append(1, bytes)));
    }

    @Test
    void takesNothingBeforeThereIsAConnection() {
        assertThat(offer(1)).isEqualTo(Outbox.Offer.CLOSED);
        outbox.open();
        assertThat(offer(1)).isEqualTo(Outbox.Offer.WAKE);
        assertThat(offer(1)).isEqualTo(Outbox.Offer.WAITS);
        assertThat(outbox.close()).isEqualTo(2);
        assertThat(outbox.bytes()).isZero();
        assertThat(offer(1)).isEqualTo(Outbox.Offer.CLOSED);
    }

    @Test
    void isBoundedInBytesAndTellsOnceUntilItMoves() {
        outbox.open();
        Outbox.Offer last = offer(500_000);
        while (last == Outbox.Offer.WAKE || last == Outbox.Offer.WAITS) {
            last = offer(500_000);
            assertThat(outbox.bytes()).isLessThanOrEqualTo(Member.LIMITS.bufferBytesMax());
        }
        assertThat(last).isEqualTo(Outbox.Offer.DROPPED);
        assertThat(offer(500_000)).isEqualTo(Outbox.Offer.DROPPED_AGAIN);
        assertThat(outbox.take().drops()).isTrue();
        assertThat(outbox.take().drops()).isFalse();
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
    void batchesAreBoundedUnlessOneFrameIsLarger() {
        outbox.open();
        offer(100_000);
        for (int i = 0; i < 3000; i++) {
            offer(20);
        }
        assertThat(outbox.take().batch()).hasSize(1);
        Outbox.Take next = outbox.take();
        assertThat(next.batch().size()).isBetween(2, Member.LIMITS.batchFramesMax());
        assertThat(next.bytes()).isLessThanOrEqualTo(Member.LIMITS.batchBytesMax());
    }
}
