package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.client.Operation;
import io.jangada.client.Range;
import io.jangada.client.Result;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A follower forwards transactions to the leader, and the connections between the two are cut all
 * the time, half of them behind a forward: it arrives, and what it comes to is not heard of. The
 * follower hands over again what it does not know of (W20). Seen to fail without the duplicates
 * rule, that is when {@code Origins.admit} is always true.
 */
final class ForwardedOnceIT {
    private static final int TRANSACTIONS = 10_000;
    private static final int CLIENTS = 64;

    /** A lost transaction is not waited for: the next may meet a connection. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final long CUT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(400);
    private static final int CUTS_MIN = 20;

    /** More than a hello, a heartbeat or an answer has, and less than a forward of some clients. */
    private static final int FORWARD_BYTES = 1_000;

    /** Its version says how often it was written: the counter. */
    private static final String COUNTER = "counter";

    private static final String ONCE = "once/";

    @RegisterExtension static final Cluster CLUSTER = Cluster.of();

    private static final List<Proxy> PROXIES = proxies();

    private final AtomicInteger attempted = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ConcurrentMap<String, Integer> refusals = new ConcurrentHashMap<>();

    private static List<Proxy> proxies() {
        List<Integer> ports = Ports.free(Cluster.MEMBERS);
        CLUSTER.advertise(ports);
        List<Proxy> proxies = new ArrayList<>();
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            proxies.add(Proxy.start(ports.get(i), CLUSTER.peerPorts().get(i)));
        }
        return proxies;
    }

    @AfterAll
    static void stop() {
        PROXIES.forEach(Proxy::close);
    }

    @Test
    void noTransactionIsAppliedTwice() throws InterruptedException {
        int leader = CLUSTER.awaitLeader();
        int follower = Cluster.others(leader)[0];
        Client client = CLUSTER.client(follower).within(TIMEOUT);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.startVirtualThread(() -> count(client)));
        }
        int cuts = cut(PROXIES.get(leader), PROXIES.get(follower), clients);
        for (Thread thread : clients) {
            thread.join();
        }
        check(cuts);
    }

    private void count(Client client) {
        for (int n = attempted.getAndIncrement();
                n < TRANSACTIONS;
                n = attempted.getAndIncrement()) {
            Operation.Txn increment =
                    Operation.Txn.when()
                            .then(
                                    Operation.Put.of(COUNTER, ""),
                                    Operation.Put.of(ONCE + "%05d".formatted(n), ""));
            try {
                client.txn(increment);
                acknowledged.incrementAndGet();
            } catch (CallException.OutcomeUnknown maybe) {
                // Between what was acknowledged and what was attempted.
            } catch (CallException noEffect) {
                refusals.merge(String.valueOf(noEffect.getMessage()), 1, Integer::sum);
                refused.incrementAndGet();
            }
        }
    }

    /** Cuts connections until the clients are done; the lanes are told apart by nobody. */
    private static int cut(Proxy leader, Proxy follower, List<Thread> clients) {
        Random random = new Random(2);
        int cuts = 0;
        while (clients.stream().anyMatch(Thread::isAlive)) {
            LockSupport.parkNanos(random.nextLong(CUT_NANOS_MAX));
            if (random.nextBoolean()) {
                leader.cutBehind(FORWARD_BYTES);
            } else {
                cuts += (random.nextBoolean() ? leader : follower).cut(random) ? 1 : 0;
            }
        }
        return cuts;
    }

    private void check(int cuts) {
        Result.Get last =
                CLUSTER.client(0).within(Await.PATIENCE).get(Operation.Get.of(Range.key(COUNTER)));
        long counted = last.kvs().getFirst().version();
        int behind = PROXIES.stream().mapToInt(Proxy::cutsBehind).sum();
        System.out.printf(
                "%d transactions, %d acknowledged, %d refused, counted to %d, %d cuts, %d more"
                        + " behind a forward%n",
                TRANSACTIONS, acknowledged.get(), refused.get(), counted, cuts, behind);
        assertThat(cuts + behind).as("cuts").isGreaterThan(CUTS_MIN);
        assertThat(counted)
                .as("what was refused was not done: %s", refusals)
                .isBetween((long) acknowledged.get(), TRANSACTIONS - (long) refused.get());
        assertThat(acknowledged.get()).isGreaterThan(TRANSACTIONS / 10);
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            SortedMap<String, KeyValue> held =
                    Audit.contents(CLUSTER.client(i), ONCE, last.header().revision());
            assertThat(held).hasSize((int) counted);
            assertThat(held.values()).allSatisfy(kv -> assertThat(kv.version()).isEqualTo(1));
        }
    }
}
