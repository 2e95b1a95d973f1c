package io.jangada.server.it;

import io.jangada.client.CallException;
import io.jangada.client.Client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that put keys of their own, each key once, and remember what they were told. The maps are
 * concurrent because every writer is a thread.
 */
final class Load implements AutoCloseable {
    private static final AtomicLong LOADS = new AtomicLong();
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final String prefix = "load" + LOADS.incrementAndGet() + "/";
    private final Client client;
    private final Duration pause;
    private final List<Thread> writers = new ArrayList<>();
    private final Map<String, Long> acknowledged = new ConcurrentSkipListMap<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong lastAcknowledged = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGap = new AtomicLong();
    private volatile boolean stopping;

    private Load(List<String> endpoints, Duration pause) {
        this.pause = pause;
        client = Client.builder().endpoints(endpoints).timeout(TIMEOUT).build();
    }

    static Load start(Cluster cluster, int writers) {
        return start(cluster.endpoints(), writers, Duration.ZERO);
    }

    /** The same, asking anybody of {@code endpoints}, each with a pause behind each write. */
    static Load start(List<String> endpoints, int writers, Duration pause) {
        Load load = new Load(endpoints, pause);
        for (int i = 0; i < writers; i++) {
            int writer = i;
            load.writers.add(Thread.startVirtualThread(() -> load.write(writer)));
        }
        return load;
    }

    private void write(int writer) {
        for (int n = 0; !stopping; n++) {
            write("%s%d/%07d".formatted(prefix, writer, n));
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private void write(String key) {
        begun.incrementAndGet();
        try {
            long revision = client.put(key, value(key)).header().revision();
            acknowledged.put(key, revision);
            long now = System.nanoTime();
            long gap = now - lastAcknowledged.getAndSet(now);
            longestGap.accumulateAndGet(gap, Math::max);
        } catch (CallException.OutcomeUnknown maybe) {
            unknown.add(key);
        } catch (CallException noEffect) {
            refused.add(key);
        } finally {
            ended.incrementAndGet();
        }
    }

    /** How all keys of this load begin, and no others. */
    String prefix() {
        return prefix;
    }

    /** The only value that {@code key} is ever given. */
    static String value(String key) {
        return "value of " + key;
    }

    /** Revisions of the keys whose write was acknowledged. */
    Map<String, Long> acknowledged() {
        return acknowledged;
    }

    /** Keys that may have been written. */
    Set<String> unknown() {
        return unknown;
    }

    /** Keys that certainly were not written, by the word of the client. */
    Set<String> refused() {
        return refused;
    }

    /** Whether at least one writer waits for an answer. */
    boolean isInFlight() {
        return begun.get() > ended.get();
    }

    /** The longest time without any acknowledgement since the last call. */
    Duration takeLongestGap() {
        return Duration.ofNanos(longestGap.getAndSet(0));
    }

    /** Waits for so many more acknowledgements than there are now. */
    void awaitMore(int writes) {
        int before = acknowledged.size();
        Await.until(writes + " more writes", () -> acknowledged.size() >= before + writes);
    }

    void stop() {
        stopping = true;
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
