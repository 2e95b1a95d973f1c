package io.jangada.server.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Refuses at once what asks for a leader, by the metadata {@code hasleader}, while none is known.
 */
final class LeaderGate implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final Replica replica;

    LeaderGate(Replica replica) {
        this.replica = replica;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
        if ("true".equals(metadata.get(HAS_LEADER)) && replica.leader() == null) {
            call.close(Words.NO_LEADER.exception().getStatus(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, metadata);
    }
}
