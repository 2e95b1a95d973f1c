package io.jangada.server.it;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.client.Range;
import io.jangada.client.Result;
import io.jangada.sim.history.History;
import io.jangada.sim.history.Operation;
import io.jangada.sim.history.Read;
import io.jangada.sim.history.Request;
import io.jangada.sim.history.Response;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that put and get a few keys all over one another and note what they were told. Half of
 * them ask any member, and each of the others always the same one, so that a member that lags or is
 * cut off is asked too. No value is put twice. The cluster has no other clients that change it.
 */
final class Clients implements AutoCloseable {
    /** How all keys begin, and no others. */
    static final String PREFIX = "key";

    private static final int KEYS = 6;
    private static final int CLIENTS = 2 * Cluster.MEMBERS;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final long PAUSE_AFTER_FAILURE_NANOS = Duration.ofMillis(50).toNanos();

    private final Client client;
    private final List<String> endpoints;
    private final Random random;
    private final List<Thread> threads = new ArrayList<>();
    // Filled by all clients; the order does not matter.
    private final ConcurrentLinkedQueue<Operation> told = new ConcurrentLinkedQueue<>();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean stopping;

    Clients(Cluster cluster, long seed) {
        endpoints = cluster.endpoints();
        client = Client.builder().endpoints(endpoints).timeout(TIMEOUT).build();
        random = new Random(seed);
    }

    /** Has them ask, until they are stopped; they may be started again. */
    void start() {
        stopping = false;
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            Client mine =
                    i < Cluster.MEMBERS ? client.at(endpoints.get(i)).within(TIMEOUT) : client;
            Random own = new Random(random.nextLong());
            threads.add(Thread.startVirtualThread(() -> ask(number, mine, own)));
        }
    }

    /** Waits for the last answers. */
    void stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
        threads.clear();
    }

    private void ask(int number, Client mine, Random own) {
        while (!stopping) {
            String key = PREFIX + own.nextInt(KEYS);
            Request request =
                    own.nextBoolean()
                            ? new Request.Put(key, "value " + values.incrementAndGet())
                            : new Request.Get(key);
            boolean answered = note(number, mine, request);
            LockSupport.parkNanos(answered ? PAUSE_NANOS : PAUSE_AFTER_FAILURE_NANOS);
        }
    }

    private boolean note(int number, Client mine, Request request) {
        long invoked = System.nanoTime();
        try {
            Response response = response(mine, request);
            told.add(Operation.answered(number, request, invoked, System.nanoTime(), response));
            acknowledged.addAndGet(request instanceof Request.Put ? 1 : 0);
            return true;
        } catch (CallException.OutcomeUnknown maybe) {
            told.add(Operation.unknown(number, request, invoked));
        } catch (CallException noEffect) {
            failed.incrementAndGet();
        }
        return false;
    }

    private static Response response(Client mine, Request request) {
        return switch (request) {
            case Request.Put put ->
                    Response.written(mine.put(put.key(), put.value()).header().revision());
            case Request.Get get -> {
                Result.Get got = mine.get(io.jangada.client.Operation.Get.of(Range.key(get.key())));
                Read read =
                        got.kvs().stream()
                                .findFirst()
                                .map(Clients::read)
                                .orElse(Read.absent(get.key()));
                yield Response.read(got.header().revision(), read);
            }
            case Request.Delete _, Request.Txn _ -> throw new IllegalArgumentException();
        };
    }

    private static Read read(KeyValue kv) {
        return new Read(kv.key().toStringUtf8(), kv.text(), kv.modRevision());
    }

    /** What all of them were told so far; whole only when they are stopped. */
    History history() {
        return new History(List.copyOf(told));
    }

    /** How many puts were acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Waits for so many more acknowledged puts than there are now. */
    void awaitMore(int puts, Duration limit) {
        long enough = acknowledged() + puts;
        Await.until(puts + " more puts", limit, () -> acknowledged() >= enough);
    }

    /** In one line. */
    String summary() {
        long unknown = told.stream().filter(each -> each.response() == null).count();
        return "%d puts acknowledged, %d answers in all, %d outcomes unknown, %d refused or not sent"
                .formatted(acknowledged(), told.size() - unknown, unknown, failed.get());
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
