package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;

class ApplierTest {
    private static final ServerId SELF = new ServerId(1);
    private static final long BOOT = 9;

    private final World.Counter counter = new World.Counter();
    private final Proposals<Long> proposals = new Proposals<>(16, 1000);
    private final Reads reads = new Reads(16);
    private final Inbox inbox = new Inbox(16, 1000, () -> {});
    private final Applier<Long> applier =
            new Applier<>(counter, proposals, reads, SELF, BOOT, inbox, () -> {});

    @Test
    void aReadWaitsUntilItsIndexIsApplied() {
        CompletableFuture<ReadOutcome> read = reads.offer();
        applier.read(2, reads.take(0));
        applier.apply(1, List.of(Payload.NO_OP));
        applier.turn();
        assertThat(read).isNotDone();

        applier.apply(2, List.of(command(7, 1)));
        applier.turn();
        assertThat(read.join()).isEqualTo(new ReadOutcome.Ready(2));
        assertThat(counter.sum).isEqualTo(7);
    }

    @Test
    void aProposalCompletesWithTheResultOfItsOwnOrigin() {
        Proposals.Pending<Long> pending = new Proposals.Pending<>(Bytes.utf8("5"), 100);
        assertThat(proposals.offer(pending)).isNull();
        Payload other = new Origin(SELF, BOOT + 1, pending.sequence).wrap(Bytes.utf8("3"));
        applier.apply(1, List.of(other));
        applier.turn();
        assertThat(pending.future).isNotDone();

        applier.apply(2, List.of(command(5, pending.sequence)));
        applier.turn();
        assertThat(pending.future.join()).isEqualTo(new Outcome.Applied<>(2, 8L));
    }

    @Test
    void anExceptionOfTheStateMachineIsReportedAndNothingFollowsIt() {
        applier.apply(1, List.of(new Origin(SELF, BOOT, 1).wrap(Bytes.utf8("not a number"))));
        applier.turn();

        assertThat(inbox.drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        Inbox.Failed.class,
                        failed -> assertThat(failed.what()).contains("applying index 1 failed"));
        assertThat(applier.lastApplied()).isZero();
    }

    private static Payload command(long amount, long sequence) {
        return new Origin(SELF, BOOT, sequence).wrap(Bytes.utf8(Long.toString(amount)));
    }
}
