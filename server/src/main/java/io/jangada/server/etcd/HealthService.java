package io.jangada.server.etcd;

import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jangada.api.health.HealthCheckRequest;
import io.jangada.api.health.HealthCheckResponse;
import io.jangada.api.health.HealthCheckResponse.ServingStatus;
import io.jangada.api.health.HealthGrpc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * gRPC's own health protocol. Only the server as a whole has a health, under the empty name.
 *
 * <p>A watcher is told on the event loop of its connection, what holds by then: so it hears of
 * changes in order, and nobody is called under the lock, which only bounds how many there are.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {
    private static final int WATCHERS_MAX = 1024;

    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private volatile ServingStatus status = ServingStatus.NOT_SERVING;

    /** One call that waits for changes; of its event loop. */
    private final class Watcher {
        private final StreamObserver<HealthCheckResponse> out;
        private final Executor loop;
        private ServingStatus told = ServingStatus.UNKNOWN;

        Watcher(StreamObserver<HealthCheckResponse> out, Executor loop) {
            this.out = out;
            this.loop = loop;
        }

        void tell() {
            ServingStatus now = status;
            if (now != told) {
                told = now;
                out.onNext(answer(now));
            }
        }
    }

    /** Says from now on whether this server takes requests. */
    public void serving(boolean serving) {
        status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        for (Watcher watcher : all()) {
            watcher.loop.execute(watcher::tell);
        }
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
        if (!request.getService().isEmpty()) {
            out.onError(Status.NOT_FOUND.withDescription("unknown service").asRuntimeException());
            return;
        }
        out.onNext(answer(status));
        out.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
        Watcher watcher = new Watcher(out, ServiceRequestContext.current().eventLoop());
        if (!request.getService().isEmpty()) {
            out.onNext(answer(ServingStatus.SERVICE_UNKNOWN));
        } else if (add(watcher)) {
            ((ServerCallStreamObserver<HealthCheckResponse>) out)
                    .setOnCancelHandler(() -> forget(watcher));
            watcher.tell();
        } else {
            out.onError(Words.TOO_MANY_REQUESTS.exception());
        }
    }

    private synchronized List<Watcher> all() {
        return List.copyOf(watchers);
    }

    private synchronized boolean add(Watcher watcher) {
        return watchers.size() < WATCHERS_MAX && watchers.add(watcher);
    }

    private synchronized void forget(Watcher watcher) {
        watchers.remove(watcher);
    }

    private static HealthCheckResponse answer(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
