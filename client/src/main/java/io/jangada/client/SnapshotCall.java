package io.jangada.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.SnapshotRequest;
import io.jangada.api.etcdserverpb.SnapshotResponse;
import io.jangada.client.retry.Decision.Outcome;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** One copy of a server's store. The server waits for us: one answer is asked for at a time. */
final class SnapshotCall {
    private SnapshotCall() {}

    static void run(
            Channel channel, String endpoint, @Nullable Duration limit, Client.Backup backup)
            throws IOException {
        Sent sent = new Sent();
        CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(sent);
        if (limit != null) {
            options = options.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
        }
        // Left in whatever way, the call is cancelled, so that the server need not keep it.
        Context.CancellableContext context = Context.current().withCancellation();
        Context before = context.attach();
        try {
            Iterator<SnapshotResponse> answers =
                    ClientCalls.blockingServerStreamingCall(
                            channel,
                            MaintenanceGrpc.getSnapshotMethod(),
                            options,
                            SnapshotRequest.getDefaultInstance());
            while (answers.hasNext()) {
                SnapshotResponse answer = answers.next();
                backup.take(answer.getBlob(), answer.getRemainingBytes());
            }
        } catch (StatusRuntimeException failed) {
            throw Failures.exception(
                    Outcome.FAILED,
                    Failures.of(failed.getStatus(), sent.anything()),
                    failed.getStatus(),
                    endpoint);
        } finally {
            context.detach(before);
            context.cancel(null);
        }
    }
}
