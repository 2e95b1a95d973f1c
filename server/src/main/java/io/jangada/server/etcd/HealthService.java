package io.jangada.server.etcd;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jangada.api.health.HealthCheckRequest;
import io.jangada.api.health.HealthCheckResponse;
import io.jangada.api.health.HealthCheckResponse.ServingStatus;
import io.jangada.api.health.HealthGrpc;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * gRPC's own health protocol. Only the server as a whole has a health, under the empty name. The
 * lock orders a change against watchers that come and go; both are rare.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {
    private static final int WATCHERS_MAX = 1024;

    private final Set<StreamObserver<HealthCheckResponse>> watchers = new LinkedHashSet<>();
    private ServingStatus status = ServingStatus.NOT_SERVING;

    /** Says from now on whether this server takes requests. */
    public synchronized void serving(boolean serving) {
        status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        watchers.forEach(watcher -> watcher.onNext(answer(status)));
    }

    @Override
    public synchronized void check(
            HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
        if (!request.getService().isEmpty()) {
            out.onError(Status.NOT_FOUND.withDescription("unknown service").asRuntimeException());
            return;
        }
        out.onNext(answer(status));
        out.onCompleted();
    }

    @Override
    public synchronized void watch(
            HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
        if (watchers.size() == WATCHERS_MAX) {
            out.onError(Words.TOO_MANY_REQUESTS.exception());
            return;
        }
        if (!request.getService().isEmpty()) {
            out.onNext(answer(ServingStatus.SERVICE_UNKNOWN));
            return;
        }
        ((ServerCallStreamObserver<HealthCheckResponse>) out).setOnCancelHandler(() -> forget(out));
        watchers.add(out);
        out.onNext(answer(status));
    }

    private synchronized void forget(StreamObserver<HealthCheckResponse> watcher) {
        watchers.remove(watcher);
    }

    private static HealthCheckResponse answer(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
