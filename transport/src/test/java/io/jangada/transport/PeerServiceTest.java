package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/** What arrives when a stream has ended already: gRPC may still be handing it over. */
class PeerServiceTest {
    private final Member b = new Member(Member.settings(2, 1, 1, 1));
    private final Peers peers = new Peers(b.settings, Member.COMPLAINTS);
    private final Hellos hellos = new Hellos(b.settings, peers, b);
    private final Counters counters = new Counters();
    private final PeerService service =
            new PeerService(
                    Member.LIMITS, hellos, b, peers, () -> {}, _ -> counters, Member.COMPLAINTS);

    private ServerCall.Listener<Batch> accepted(Call call) {
        return accepted(call, Lane.CONTROL);
    }

    private ServerCall.Listener<Batch> accepted(Call call, Lane lane) {
        Hellos other = Member.hellos(Member.settings(1, 1, 2, 1), b);
        return service.startCall(call, other.to(Member.id(2), lane));
    }

    private static Batch heartbeat(long round) throws IOException {
        return new Batch.Incoming(Bytes.owned(FrameReaderTest.batch(Member.heartbeat(round))));
    }

    @Test
    void aStreamThatWasTakenOverDeliversNothingMore() throws IOException, InterruptedException {
        Call first = new Call();
        ServerCall.Listener<Batch> older = accepted(first);
        older.onMessage(heartbeat(1));
        assertThat(b.next().frame()).isEqualTo(Member.heartbeat(1));
        ServerCall.Listener<Batch> newer = accepted(new Call());
        assertThat(first.end).isNotNull();
        older.onMessage(heartbeat(2));
        newer.onMessage(heartbeat(3));
        assertThat(b.next().frame()).isEqualTo(Member.heartbeat(3));
        assertThat(b.inbox).isEmpty();
    }

    @Test
    void aPeerIsConnectedWithoutTheLaneOfChunks() {
        accepted(new Call(), Lane.CONTROL);
        accepted(new Call(), Lane.APPEND);
        long hello = counters.helloAt;
        assertThat(counters.activeIn).hasValue(2);
        assertThat(hello).isNotZero();
        ServerCall.Listener<Batch> chunks = accepted(new Call(), Lane.SNAPSHOT);
        assertThat(counters.helloAt).isEqualTo(hello);
        assertThat(counters.activeIn).hasValue(2);
        chunks.onCancel();
        assertThat(counters.activeIn).hasValue(2);
    }

    @Test
    void aClosedMemberIsHandedNothing() throws IOException {
        ServerCall.Listener<Batch> stream = accepted(new Call());
        service.close();
        stream.onMessage(heartbeat(1));
        assertThat(b.inbox).isEmpty();
    }

    private static final class Call extends ServerCall<Batch, Batch> {
        private @Nullable Status end;

        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(Batch message) {}

        @Override
        public void close(Status status, Metadata trailers) {
            end = status;
        }

        @Override
        public boolean isCancelled() {
            return end != null;
        }

        @Override
        public MethodDescriptor<Batch, Batch> getMethodDescriptor() {
            return Wire.FRAMES;
        }
    }
}
