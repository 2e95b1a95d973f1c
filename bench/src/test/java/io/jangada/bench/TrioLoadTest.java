package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.bench.Load.Measured;
import io.jangada.bench.Trio.Product;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

final class TrioLoadTest {
    /** Applies on the spot; refuses the command with the number {@code refused}. */
    private record Instant(Sum sum, long refused) implements Trio {
        @Override
        public void propose(byte[] command, Consumer<@Nullable String> done) {
            ByteBuffer bytes = ByteBuffer.wrap(command);
            if (bytes.getLong(0) == refused) {
                done.accept("REFUSED");
            } else {
                sum.add(bytes);
                Thread.startVirtualThread(() -> done.accept(null));
            }
        }

        @Override
        public void aim() {}

        @Override
        public Applied applied(int member) {
            return sum.now();
        }

        @Override
        public void close() {}
    }

    @Test
    void oneFailedProposalFailsTheRun() {
        TrioLoad load = new TrioLoad(new Instant(new Trio.Sum(), 3));

        assertThatThrownBy(() -> load.run(1, 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a proposal failed: REFUSED");
    }

    @Test
    void everyAcknowledgedEntryIsCounted() throws InterruptedException {
        TrioLoad load = new TrioLoad(new Instant(new Trio.Sum(), -1));

        Measured measured = load.run(1, 0.1);

        assertThat(measured.operations()).isPositive().isEqualTo(load.verify());
    }

    @Test
    @Tag("slow")
    void threeRealMembersApplyEverything(@TempDir Path directory) throws Exception {
        try (Trio trio = Trio.start(Product.JANGADA, directory)) {
            TrioLoad load = new TrioLoad(trio);

            Measured alone = load.run(1, 0.5);
            Measured many = load.run(100, 0.5);

            assertThat(alone.operations()).isPositive();
            assertThat(many.operations()).isGreaterThanOrEqualTo(100);
            assertThat(load.verify()).isEqualTo(alone.operations() + many.operations());
        }
    }
}
