package io.jangada.server.etcd;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.grpc.GrpcService;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Status;
import io.jangada.api.etcdserverpb.AuthGrpc;
import io.jangada.api.etcdserverpb.LeaseGrpc;
import io.jangada.api.etcdserverpb.WatchGrpc;
import io.jangada.api.v3electionpb.ElectionGrpc;
import io.jangada.api.v3lockpb.LockGrpc;
import io.jangada.kv.Limits;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All gRPC services of a member. */
public final class Services {
    private static final Pattern OVER_LIMIT =
            Pattern.compile("Frame size (\\d+) exceeds maximum: (\\d+)");

    private Services() {}

    /**
     * The services over {@code replica}.
     *
     * @param receiveBytesMax the most bytes in one message from a client
     */
    public static GrpcService of(
            Replica replica,
            Reconfiguring reconfiguring,
            Limits limits,
            HealthService health,
            int receiveBytesMax) {
        Calls calls = new Calls(replica, limits);
        List<BindableService> built =
                List.of(
                        new KvService(calls),
                        new MaintenanceService(calls),
                        new ClusterService(calls, reconfiguring),
                        health);
        // What a generated class leaves open answers UNIMPLEMENTED with the method's full name.
        List<BindableService> unbuilt =
                List.of(
                        new WatchGrpc.WatchImplBase() {},
                        new LeaseGrpc.LeaseImplBase() {},
                        new AuthGrpc.AuthImplBase() {},
                        new LockGrpc.LockImplBase() {},
                        new ElectionGrpc.ElectionImplBase() {});
        return GrpcService.builder()
                .addServices(built)
                .addServices(unbuilt)
                .intercept(new LeaderGate(replica))
                .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                .maxRequestMessageLength(receiveBytesMax)
                // Every call ends by itself; a timer for each would cost more than it saves.
                .useClientTimeoutHeader(false)
                .exceptionHandler(new ReceiveLimit())
                .build();
    }

    /** The answer to a call that is sent away before it is read. */
    public static HttpResponse tooManyRequests() {
        Status status = Words.TOO_MANY_REQUESTS.exception().getStatus();
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(GrpcSerializationFormats.PROTO.mediaType())
                        .add("grpc-status", Integer.toString(status.getCode().value()))
                        .add("grpc-message", Objects.requireNonNull(status.getDescription()))
                        .endOfStream(true)
                        .build());
    }

    /** Says "too large" in the words of etcd's gRPC. */
    private static final class ReceiveLimit implements GrpcExceptionHandlerFunction {
        @Override
        public @Nullable Status apply(
                RequestContext call, Status status, Throwable cause, Metadata metadata) {
            String text = cause.getMessage();
            Matcher over = OVER_LIMIT.matcher(text == null ? "" : text);
            return over.find() ? Words.overReceiveLimit(over.group(1), over.group(2)) : null;
        }
    }
}
