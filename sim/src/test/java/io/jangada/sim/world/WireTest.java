package io.jangada.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.sim.check.Oracle;

import org.junit.jupiter.api.Test;

import java.util.List;

final class WireTest {
    private static final Message APPEND =
            new Message.AppendEntries(3, 6, 2, 5, Entries.of(7, new long[] {2, 3}, Sizes.of(0, 5)));
    private static final List<Payload> PAYLOADS =
            List.of(Payload.NO_OP, new Payload(Payload.Kind.COMMAND, Bytes.utf8("hello")));

    private final Oracle oracle = new Oracle(List.of(new ServerId(1)));

    /** Of the first seed that has its messages coded, or not. */
    private Wire wire(boolean coded) {
        for (long seed = 1; seed < 100; seed++) {
            Wire wire = new Wire(seed, oracle);
            if (coded == wire.isCoded()) {
                return wire;
            }
        }
        throw new AssertionError("no seed is drawn so");
    }

    @Test
    void whatArrivesIsACopyOfWhatWasSent() {
        Frame frame = new Frame(1, APPEND, PAYLOADS);
        Frame carried = wire(true).carry(frame);
        assertThat(carried).isEqualTo(frame).isNotSameAs(frame);
        assertThat(carried.message()).isNotSameAs(frame.message());
        assertThat(oracle.violation()).isNull();
    }

    @Test
    void inOtherSeedsItIsTheSame() {
        Frame frame = new Frame(1, APPEND, PAYLOADS);
        assertThat(wire(false).carry(frame)).isSameAs(frame);
    }

    @Test
    void bytesThatAreNotAsLongAsTheMessageSaysAreNoticed() {
        Payload shorter = new Payload(Payload.Kind.COMMAND, Bytes.utf8("hell"));
        wire(true).carry(new Frame(1, APPEND, List.of(Payload.NO_OP, shorter)));
        assertThat(String.valueOf(oracle.violation()))
                .contains("W1")
                .contains("its payloads end too early");
    }

    @Test
    void payloadsThatArriveAsOthersAreNoticed() {
        Frame frame = new Frame(1, APPEND, List.of(PAYLOADS.get(1), PAYLOADS.get(0)));
        wire(true).carry(frame);
        assertThat(String.valueOf(oracle.violation())).contains("W1").contains("is sent, and");
    }
}
