package io.jangada.server.admission;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.netty.util.concurrent.EventExecutor;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Sends calls for keys and values away before they are read, when more come than can be served: at
 * the door it costs a tenth of what it costs inside. Everything else is always let in: health,
 * maintenance, the members.
 */
public final class Doorkeeper implements AutoCloseable {
    private static final String KV = "/etcdserverpb.KV/";
    private static final Set<String> ANY =
            Set.of(KV + "Range", KV + "Put", KV + "DeleteRange", KV + "Txn");

    /** A transaction may only read, which nobody knows before it is read. */
    private static final Set<String> WRITES = Set.of(KV + "Put", KV + "DeleteRange", KV + "Txn");

    private static final long EVERY_MILLIS = 100;

    private final BooleanSupplier writesRefused;
    private final Supplier<HttpResponse> refusal;
    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final Limit limit = new Limit();
    private volatile int now = Limit.MOST;
    private @Nullable ScheduledExecutorService looking;

    /**
     * @param writesRefused whether a write would be refused once it was read
     * @param refusal the answer to whoever is sent away
     */
    public Doorkeeper(BooleanSupplier writesRefused, Supplier<HttpResponse> refusal) {
        this.writesRefused = writesRefused;
        this.refusal = refusal;
    }

    /** Until then only the count is looked at. */
    public void watch(Iterable<EventExecutor> loops) {
        LoopLag lag = LoopLag.of(loops);
        looking =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("jangada-admission").daemon().factory());
        Future<?> _ =
                looking.scheduleWithFixedDelay(
                        () -> look(lag.take()), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    void look(long lag) {
        now = limit.look(lag, underWay.get());
    }

    /** {@code inside} with this at its door. */
    public HttpService guard(HttpService inside) {
        return new HttpService() {
            @Override
            public HttpResponse serve(ServiceRequestContext call, HttpRequest request)
                    throws Exception {
                return admit(inside, call, request);
            }
        };
    }

    private HttpResponse admit(HttpService inside, ServiceRequestContext call, HttpRequest request)
            throws Exception {
        String method = call.path();
        if (!ANY.contains(method)) {
            return inside.serve(call, request);
        }
        if (underWay.get() >= now || (WRITES.contains(method) && writesRefused.getAsBoolean())) {
            refused.increment();
            return refusal.get();
        }
        HttpResponse response = inside.serve(call, request);
        underWay.incrementAndGet();
        // Not longer: who reads its answer slowly must not stand in the way of others.
        CompletableFuture<?> _ =
                call.log()
                        .whenAvailable(RequestLogProperty.RESPONSE_HEADERS)
                        .thenRun(underWay::decrementAndGet);
        return response;
    }

    int underWay() {
        return underWay.get();
    }

    /** How many calls were sent away since the start. */
    public long refused() {
        return refused.sum();
    }

    /** How many calls may be under way now. */
    public int limit() {
        return now;
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.shutdownNow();
        }
    }
}
