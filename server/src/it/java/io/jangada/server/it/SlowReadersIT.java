package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.client.CallException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask for much and read nothing cost a member an eighth of its heap at most. */
final class SlowReadersIT {
    private static final int VALUE = 1 << 20;

    /** Three times the heap of a member, if it kept them all. */
    private static final int CALLS = 1500;

    /** What 64 MiB have room for, and what went out into windows of 1 MiB before it was full. */
    private static final int SERVED_MAX = 80;

    private static final ByteString KEY = ByteString.copyFromUtf8("large");

    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void whatNobodyReadsHasAnEnd() {
        String[] address = CLUSTER.endpoints().getFirst().replace("http://", "").split(":", -1);
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(address[0], Integer.parseInt(address[1]))
                        .usePlaintext()
                        .build();
        try {
            KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
            ByteString value = ByteString.copyFrom(new byte[VALUE]);
            assertThat(kv.put(PutRequest.newBuilder().setKey(KEY).setValue(value).build()))
                    .isNotNull();
            List<ClientCall<RangeRequest, RangeResponse>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(askAndDoNotRead(channel));
            }
            Await.until("most of them are refused", () -> refused.get() >= CALLS - SERVED_MAX);
            assertThat(failed).hasValue(0);

            // All others are served meanwhile, also by this member.
            Await.until("a write", () -> isPut());
            assertThat(CLUSTER.client(0).get("small")).isPresent();

            calls.forEach(call -> call.request(1));
            Await.until("the rest is read", () -> served.get() + refused.get() == CALLS);
            assertThat(served).hasValueGreaterThan(SERVED_MAX / 2);
            System.out.println(
                    CALLS + " calls for 1 MiB, " + refused + " refused, " + served + " served");
            served.set(0);
            askAndDoNotRead(channel).request(1);
            Await.until("there is room again", () -> served.get() == 1);
        } finally {
            channel.shutdownNow();
        }
    }

    /** Not at once: so many calls in one moment make it late, and then it sends calls away. */
    private static boolean isPut() {
        try {
            CLUSTER.client(0).put("small", "value");
            return true;
        } catch (CallException busy) {
            return false;
        }
    }

    private ClientCall<RangeRequest, RangeResponse> askAndDoNotRead(ManagedChannel channel) {
        ClientCall<RangeRequest, RangeResponse> call =
                channel.newCall(KVGrpc.getRangeMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        String words = String.valueOf(status.getDescription());
                        if (status.isOk()) {
                            served.incrementAndGet();
                        } else if (words.equals("etcdserver: too many requests")) {
                            refused.incrementAndGet();
                        } else {
                            failed.incrementAndGet();
                        }
                    }
                },
                new Metadata());
        call.sendMessage(RangeRequest.newBuilder().setKey(KEY).build());
        call.halfClose();
        return call;
    }
}
