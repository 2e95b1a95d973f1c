package io.jangada.transport;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.transport.wire.MembersReply;
import io.jangada.transport.wire.MembersRequest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a member tells a server that was added and does not know its id yet.
 *
 * @param initialCluster what the members said of themselves at the first start, see {@link
 *     TransportSettings}
 * @param members the latest configuration that the member knows to be committed
 * @param addresses of these members
 */
public record Joining(long clusterId, String initialCluster, Members members, Addresses addresses) {

    /**
     * Asks the member at {@code address}.
     *
     * @throws IOException when it does not answer within {@code patience}, or not in our words
     */
    public static Joining ask(InetSocketAddress address, Duration patience) throws IOException {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(Sockets.target(address))
                        .usePlaintext()
                        .disableServiceConfigLookUp()
                        .proxyDetector(_ -> null)
                        .build();
        try {
            return of(
                    ClientCalls.blockingUnaryCall(
                            channel,
                            Wire.MEMBERS,
                            CallOptions.DEFAULT.withDeadlineAfter(
                                    patience.toMillis(), TimeUnit.MILLISECONDS),
                            MembersRequest.getDefaultInstance()));
        } catch (StatusRuntimeException failed) {
            throw new IOException(Complaints.clean(failed.getMessage() + ""), failed);
        } catch (Malformed malformed) {
            throw new IOException("what it answers is malformed: " + malformed.what(), malformed);
        } finally {
            channel.shutdownNow();
        }
    }

    private static Joining of(MembersReply reply) throws Malformed {
        Members members = Codec.decodeMembers(Bytes.copyOf(reply.getMembers().toByteArray()));
        return new Joining(
                reply.getClusterId(), reply.getInitialCluster(), members, Addresses.of(members));
    }
}
