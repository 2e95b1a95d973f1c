package io.jangada.server.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.jangada.api.etcdserverpb.SnapshotResponse;
import io.jangada.database.Commands;
import io.jangada.database.Database;
import io.jangada.kv.Key;
import io.jangada.kv.Put;
import io.jangada.kv.Value;
import io.jangada.node.Image;
import io.jangada.node.ImageOutcome;
import io.jangada.node.Reason;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** How a backup follows its client, with a client that is only pretended. */
class BackupsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Database database = new Database();
    private final AtomicInteger open = new AtomicInteger();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 20; i++) {
            Put put = Put.of(Key.of("k" + i), Value.of("v".repeat(100_000)));
            database.apply(i + 1, Commands.encode(put, Long.MAX_VALUE));
        }
    }

    /** Counts the images that are not closed. */
    private ImageOutcome taken() {
        open.incrementAndGet();
        Image whole =
                new Image() {
                    @Override
                    public @Nullable Bytes next() {
                        throw new IllegalStateException("a backup has the store alone");
                    }

                    @Override
                    public void close() {
                        open.decrementAndGet();
                    }
                };
        return new ImageOutcome.Taken(20, new Machine.Whole(database.image(), whole));
    }

    private Backups backups(Duration patience) {
        return new Backups(then -> then.accept(taken()), 7, new Backups.Bounds(2, patience, 2));
    }

    /** Takes so many answers as it is allowed to. */
    private static final class Client extends ServerCallStreamObserver<SnapshotResponse> {
        private volatile int allowed;
        private volatile int got;
        private volatile boolean cancelled;
        private volatile @Nullable Status status;
        private volatile Runnable ready = () -> {};
        private volatile Runnable gone = () -> {};
        private volatile SnapshotResponse last = SnapshotResponse.getDefaultInstance();

        /** How the call ended, which it does soon. */
        Status end() {
            until(() -> status != null);
            return Objects.requireNonNull(status);
        }

        void allow(int more) {
            int all = allowed + more;
            allowed = all;
            ready.run();
        }

        void leave() {
            cancelled = true;
            gone.run();
        }

        @Override
        public void onNext(SnapshotResponse answer) {
            int all = got + 1;
            got = all;
            last = answer;
        }

        @Override
        public void onError(Throwable thrown) {
            status = Status.fromThrowable(thrown);
        }

        @Override
        public void onCompleted() {
            status = Status.OK;
        }

        @Override
        public boolean isReady() {
            return got < allowed;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            ready = handler;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            gone = handler;
        }

        @Override
        public void setCompression(String name) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }

    private static Client send(Backups backups, int allowed) {
        Client client = new Client();
        client.allowed = allowed;
        ServiceRequestContext call =
                ServiceRequestContext.of(HttpRequest.of(HttpMethod.POST, "/snapshot"));
        try (var _ = call.push()) {
            backups.send(client);
        }
        return client;
    }

    private static void until(BooleanSupplier fact) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Two megabytes are there; no more of them are made than the client has room for. */
    @Test
    void nothingIsMadeForAClientThatHasNoRoom() {
        Client client = send(backups(LONG), 3);
        until(() -> client.got == 3);
        client.allow(2);
        until(() -> client.got == 5);
        LockSupport.parkNanos(50_000_000);
        assertThat(client.got).isEqualTo(5);
        assertThat(open).hasValue(1);
        client.allow(1_000);
        assertThat(client.end()).isEqualTo(Status.OK);
        assertThat(client.last.getRemainingBytes()).isZero();
        assertThat(client.last.getBlob().size()).isEqualTo(32);
        assertThat(open).hasValue(0);
    }

    @Test
    void theImageGoesWithTheClient() {
        Backups backups = backups(LONG);
        Client client = send(backups, 3);
        until(() -> client.got == 3);
        assertThat(open).hasValue(1);
        client.leave();
        until(() -> open.get() == 0);
        for (int i = 0; i < 3; i++) {
            Client next = send(backups, 1_000);
            assertThat(next.end()).isEqualTo(Status.OK);
        }
    }

    /** It came too late: the client has gone already. */
    @Test
    void anImageForNobodyIsClosed() {
        List<Consumer<ImageOutcome>> asked = new ArrayList<>();
        Backups backups = new Backups(asked::add, 7, new Backups.Bounds(1, LONG, 2));
        Client client = send(backups, 3);
        client.leave();
        asked.getFirst().accept(taken());
        until(() -> open.get() == 0);
        assertThat(client.got).isZero();
        Client next = send(backups, 3);
        asked.getLast().accept(taken());
        until(() -> next.got == 3);
    }

    @Test
    void aClientThatTakesNothingIsLeftAfterAWhile() {
        Client client = send(backups(Duration.ofMillis(50)), 3);
        assertThat(client.end().getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(client.end().getDescription())
                .isEqualTo(
                        "etcdserver: snapshot stopped: the client has taken too little for too"
                                + " long");
        assertThat(open).hasValue(0);
    }

    @Test
    void aClientThatTakesALittleNowAndThenIsNotLeft() {
        Client client = send(backups(Duration.ofMillis(200)), 1);
        for (int i = 0; i < 20; i++) {
            LockSupport.parkNanos(50_000_000);
            client.allow(1);
        }
        until(() -> client.got == 21);
        assertThat(client.status).isNull();
        client.leave();
        until(() -> open.get() == 0);
    }

    /** What it holds is held for as long as it takes. */
    @Test
    void aClientThatTakesTooLittleIsLeft() {
        Client client = send(backups(Duration.ofMillis(200)), 1);
        for (int i = 0; i < 40 && client.status == null; i++) {
            LockSupport.parkNanos(150_000_000);
            client.allow(1);
        }
        assertThat(client.end().getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(client.got).isLessThan(20);
        assertThat(open).hasValue(0);
    }

    @Test
    void theThirdIsRefused() {
        Backups backups = backups(LONG);
        Client first = send(backups, 1);
        Client second = send(backups, 1);
        Client third = send(backups, 1);
        assertThat(third.end().getDescription()).isEqualTo("etcdserver: too many requests");
        first.leave();
        until(() -> open.get() == 1);
        Client fourth = send(backups, 1);
        until(() -> fourth.got == 1);
        assertThat(second.status).isNull();
    }

    @Test
    void aMemberThatStopsSaysSo() {
        Backups backups =
                new Backups(
                        then -> then.accept(new ImageOutcome.Refused(Reason.STOPPED)),
                        7,
                        new Backups.Bounds(1, LONG, 2));
        for (int i = 0; i < 2; i++) {
            Client client = send(backups, 1);
            assertThat(client.end().getDescription()).isEqualTo("etcdserver: server stopped");
        }
    }
}
