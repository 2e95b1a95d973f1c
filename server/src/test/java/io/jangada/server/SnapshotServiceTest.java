package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jangada.api.etcdserverpb.CompactionRequest;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.SnapshotRequest;
import io.jangada.api.etcdserverpb.SnapshotResponse;
import io.jangada.server.backup.BackupFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Backups of a member in this JVM. */
final class SnapshotServiceTest {
    @TempDir private Path folder;

    private TestMember member;
    private KVGrpc.KVBlockingStub kv;
    private MaintenanceGrpc.MaintenanceBlockingStub maintenance;

    @BeforeEach
    void start() throws Exception {
        member = TestMember.start(folder.resolve("data"));
        kv = KVGrpc.newBlockingStub(member.channel());
        maintenance = MaintenanceGrpc.newBlockingStub(member.channel());
    }

    @AfterEach
    void stop() {
        member.close();
    }

    private long put(String key, int bytes) {
        return kv.put(
                        PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(ByteString.copyFrom(new byte[bytes]))
                                .build())
                .getHeader()
                .getRevision();
    }

    private long fill(int mebibytes) {
        long revision = 0;
        for (int i = 0; i < mebibytes; i++) {
            revision = put("k" + i, 1 << 20);
        }
        return revision;
    }

    private List<SnapshotResponse> all() {
        List<SnapshotResponse> all = new ArrayList<>();
        maintenance.snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(all::add);
        return all;
    }

    private BackupFile saved(List<SnapshotResponse> answers) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (SnapshotResponse answer : answers) {
            answer.getBlob().writeTo(bytes);
        }
        Path file = Files.write(folder.resolve("backup.db"), bytes.toByteArray());
        return BackupFile.read(file, true, _ -> {});
    }

    @Test
    void theStreamIsOneRevisionAndItsSum() throws Exception {
        long revision = fill(3);
        List<SnapshotResponse> answers = all();

        long length = answers.stream().mapToLong(answer -> answer.getBlob().size()).sum();
        assertThat(length % 512).as("what etcdctl checks").isEqualTo(32);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long left = length - 32;
        for (SnapshotResponse answer : answers.subList(0, answers.size() - 1)) {
            assertThat(answer.getBlob().size()).isBetween(1, 32 << 10);
            left -= answer.getBlob().size();
            assertThat(answer.getRemainingBytes()).isEqualTo(left);
            assertThat(answer.getVersion()).isEqualTo("3.6.0");
            digest.update(answer.getBlob().toByteArray());
        }
        SnapshotResponse last = answers.getLast();
        assertThat(last.getRemainingBytes()).isZero();
        assertThat(last.getBlob().toByteArray()).isEqualTo(digest.digest());
        BackupFile backup = saved(answers);
        assertThat(backup.header().revision()).isEqualTo(revision);
        assertThat(backup.header().compactRevision()).isEqualTo(-1);
        assertThat(backup.header().keys()).isEqualTo(3);
        assertThat(backup.header().index()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anEmptyStoreHasABackup() throws Exception {
        assertThat(saved(all()).header().revision()).isOne();
    }

    /** A client that takes one answer at a time, when the test says so. */
    private static final class Slow
            implements ClientResponseObserver<SnapshotRequest, SnapshotResponse> {
        private final List<SnapshotResponse> answers = new ArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private Status status = Status.OK;
        private final CompletableFuture<ClientCallStreamObserver<SnapshotRequest>> call =
                new CompletableFuture<>();

        @Override
        public void beforeStart(ClientCallStreamObserver<SnapshotRequest> requests) {
            call.complete(requests);
            requests.disableAutoRequestWithInitial(1);
        }

        @Override
        public synchronized void onNext(SnapshotResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable thrown) {
            status = Status.fromThrowable(thrown);
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }

        synchronized List<SnapshotResponse> answers() {
            return List.copyOf(answers);
        }

        Status end() throws InterruptedException {
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            return status;
        }
    }

    private Slow slow() {
        Slow slow = new Slow();
        MaintenanceGrpc.newStub(member.channel())
                .snapshot(SnapshotRequest.getDefaultInstance(), slow);
        until(() -> !slow.answers().isEmpty());
        return slow;
    }

    private static void until(BooleanSupplier fact) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What is overwritten and compacted while a client takes its time is in its backup. */
    @Test
    void aSlowClientGetsTheRevisionAtWhichItBegan() throws Exception {
        long revision = fill(4);
        Slow slow = slow();
        fill(4);
        kv.compact(CompactionRequest.newBuilder().setRevision(revision + 4).build());
        fill(1);
        slow.call.join().request(Integer.MAX_VALUE);
        assertThat(slow.end().isOk()).isTrue();
        BackupFile backup = saved(slow.answers());
        assertThat(backup.header().revision()).isEqualTo(revision);
        assertThat(backup.header().compactRevision()).isEqualTo(-1);
    }

    @Test
    void moreThanTwoAtOnceAreRefusedUntilOneHasEnded() throws Exception {
        fill(4);
        Slow first = slow();
        Slow second = slow();
        TestMember.refused(
                this::all, Status.Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests");
        first.call.join().cancel("enough", null);
        until(() -> {
            try {
                return !all().isEmpty();
            } catch (StatusRuntimeException notYet) {
                return false;
            }
        });
        second.call.join().request(Integer.MAX_VALUE);
        assertThat(second.end().isOk()).isTrue();
        assertThat(all()).isNotEmpty();
        assertThat(all()).isNotEmpty();
    }
}
