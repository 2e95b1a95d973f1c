package io.jangada.server.etcd;

import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.stub.ServerCallStreamObserver;
import io.jangada.api.etcdserverpb.SnapshotResponse;
import io.jangada.database.StoreImage;
import io.jangada.node.ImageOutcome;
import io.jangada.raft.Bytes;
import io.jangada.server.backup.BackupHeader;
import io.jangada.server.backup.BackupWriter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends backups to clients, each at the pace of its client and of an image that was taken when it
 * began, while writes go on. Of what a client does not take nothing is made.
 */
final class Backups {
    private final Consumer<Consumer<ImageOutcome>> images;
    private final long clusterId;
    private final Bounds bounds;

    /** How many are under way. An atomic, since calls begin on many event loops. */
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * An image holds memory as long as it is read: what is overwritten meanwhile stays.
     *
     * @param backupsMax at once
     * @param patience with a client that takes less than it should
     * @param blobsMin that it should take in that time
     */
    record Bounds(int backupsMax, Duration patience, int blobsMin) {
        static final Bounds DEFAULT = new Bounds(2, Duration.ofSeconds(60), 32); // a MiB a minute
    }

    /**
     * @param images calls back, once, with what becomes of its wish
     */
    Backups(Consumer<Consumer<ImageOutcome>> images, long clusterId, Bounds bounds) {
        this.images = images;
        this.clusterId = clusterId;
        this.bounds = bounds;
    }

    /** Called on the event loop of the connection; the rest is done on threads that may wait. */
    void send(ServerCallStreamObserver<SnapshotResponse> out) {
        if (underWay.incrementAndGet() > bounds.backupsMax) {
            underWay.decrementAndGet();
            out.onError(Words.TOO_MANY_REQUESTS.exception());
            return;
        }
        Sending sending = new Sending(ServiceRequestContext.current(), out);
        out.setOnCancelHandler(sending::wake);
        out.setOnReadyHandler(sending::wake);
        images.accept(sending::taken);
    }

    /**
     * One backup. Whoever wakes it lets it work on a thread that may wait, unless it works already,
     * which it then does once more: so one thread at a time has it, and no wake is lost. That is
     * what the atomic is for.
     */
    private final class Sending {
        private final ServiceRequestContext call;
        private final ServerCallStreamObserver<SnapshotResponse> out;
        private final AtomicInteger wakes = new AtomicInteger();
        private final ScheduledFuture<?> watch;

        private volatile @Nullable ImageOutcome outcome;
        private @Nullable BackupWriter writer;
        private boolean ended;

        private long blobs;

        /** The blobs that were given out, and how many there were when the watch looked last. */
        private volatile long given;

        private long seen = -1; // not at all
        private volatile boolean stuck;

        Sending(ServiceRequestContext call, ServerCallStreamObserver<SnapshotResponse> out) {
            this.call = call;
            this.out = out;
            long pause = bounds.patience.toMillis();
            this.watch =
                    call.eventLoop()
                            .scheduleAtFixedRate(this::look, pause, pause, TimeUnit.MILLISECONDS);
        }

        private void look() {
            if (seen >= 0 && given - seen < bounds.blobsMin) {
                stuck = true;
                wake();
            }
            seen = given;
        }

        void taken(ImageOutcome image) {
            outcome = image;
            wake();
        }

        void wake() {
            if (wakes.getAndIncrement() == 0) {
                call.blockingTaskExecutor().execute(this::work);
            }
        }

        private void work() {
            int seenWakes;
            do {
                seenWakes = wakes.get();
                if (!ended) {
                    step();
                }
            } while (wakes.addAndGet(-seenWakes) != 0);
        }

        private void step() {
            switch (outcome) {
                case null -> {} // It comes, and is closed then, whoever has gone.
                case ImageOutcome.Refused(var why) -> {
                    end(null);
                    out.onError(Words.of(why).exception());
                }
                case ImageOutcome.Taken(var index, Machine.Whole image) -> send(index, image);
                case ImageOutcome.Taken _, ImageOutcome.None _ ->
                        throw new IllegalStateException("a machine gives images of its store");
            }
        }

        private void send(long index, Machine.Whole image) {
            try {
                if (writer == null) {
                    writer = begin(index, image.store());
                }
                BackupWriter from = writer;
                while (from != null && !ended && !isGone() && out.isReady()) {
                    blob(from, image);
                }
            } catch (RuntimeException fault) {
                // A fault of ours must not leave the caller waiting for ever.
                System.getLogger(Backups.class.getName())
                        .log(System.Logger.Level.ERROR, "a backup failed", fault);
                end(image);
                out.onError(
                        io.grpc.Status.INTERNAL
                                .withDescription(fault.toString())
                                .asRuntimeException());
                return;
            }
            if (!ended && isGone()) {
                end(image);
                if (!out.isCancelled()) {
                    out.onError(Words.SNAPSHOT_STUCK.exception());
                }
            }
        }

        private boolean isGone() {
            return out.isCancelled() || stuck;
        }

        /** How long it will be is known only when all of it was looked at once. */
        private @Nullable BackupWriter begin(long index, StoreImage image) {
            StoreImage measured = image.again();
            long bytes = 0;
            for (Bytes piece = measured.next(); piece != null; piece = measured.next()) {
                if (out.isCancelled()) {
                    return null;
                }
                bytes += piece.size();
            }
            BackupHeader header =
                    new BackupHeader(
                            clusterId,
                            image.revision(),
                            image.compactRevision(),
                            measured.keys(),
                            bytes,
                            index,
                            Version.STORAGE);
            return new BackupWriter(header, image);
        }

        private void blob(BackupWriter from, Machine.Whole image) {
            Bytes blob = from.next();
            if (blob == null) {
                end(image);
                out.onCompleted();
                return;
            }
            given = ++blobs;
            out.onNext(
                    SnapshotResponse.newBuilder()
                            .setRemainingBytes(from.left())
                            .setBlob(UnsafeByteOperations.unsafeWrap(blob.buffer()))
                            .setVersion(Version.STORAGE)
                            .build());
        }

        private void end(Machine.@Nullable Whole image) {
            ended = true;
            watch.cancel(false);
            underWay.decrementAndGet();
            if (image != null) {
                image.close();
            }
        }
    }
}
