package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RequestOp;
import io.jangada.api.etcdserverpb.TxnRequest;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Makes a store large: keys of their own, a hundred in each transaction, one after the other. */
final class Filling {
    private static final int VALUE_BYTES = 1024;
    private static final int PUTS = 100;
    private static final int CLIENTS = 20;

    private final Cluster cluster;
    private final Random random = new Random(11);

    Filling(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Until {@code bytes} of values are stored. */
    void fill(long bytes) {
        ManagedChannel channel = cluster.connect(cluster.leader());
        try {
            KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
            for (long key = 0; key * VALUE_BYTES < bytes; key += PUTS) {
                var _ = kv.withDeadlineAfter(1, TimeUnit.MINUTES).txn(puts(key));
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /** And small puts on top, until members have written their images and forgotten what was. */
    void pad(long puts) throws InterruptedException {
        Load load = new Load(cluster);
        for (long done = 0; done < puts; ) {
            done += load.run(Load.Kind.PUT, CLIENTS, false, 1).operations();
        }
    }

    private TxnRequest puts(long first) {
        byte[] value = new byte[VALUE_BYTES];
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (long key = first; key < first + PUTS; key++) {
            random.nextBytes(value);
            txn.addSuccess(
                    RequestOp.newBuilder()
                            .setRequestPut(
                                    PutRequest.newBuilder()
                                            .setKey(
                                                    ByteString.copyFromUtf8(
                                                            "fill-%020d".formatted(key)))
                                            .setValue(ByteString.copyFrom(value))));
        }
        return txn.build();
    }
}
