package io.jangada.transport;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the gRPC library logs about a connection that does not speak its protocol, a stack trace for
 * each, becomes one line per second: whoever reaches the port can make as many as they like. The
 * library logs to java.util.logging alone, which is why it appears here.
 */
final class GarbageLog {
    private static final String LIBRARY = "io.grpc.netty.shaded.io.grpc.netty.";
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    // Kept: java.util.logging forgets loggers, and their filters, that nobody holds.
    private static final List<Logger> LOGGERS =
            List.of(
                    Logger.getLogger(LIBRARY + "NettyServerTransport"),
                    Logger.getLogger(LIBRARY + "NettyServerTransport.connections"),
                    Logger.getLogger(LIBRARY + "NettyServerHandler"),
                    Logger.getLogger(LIBRARY + "NettyServerStream"));

    // Any thread may log; one of them wins the second.
    private static final AtomicLong LAST = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

    private GarbageLog() {}

    static void quieten() {
        LOGGERS.forEach(logger -> logger.setFilter(GarbageLog::passes));
    }

    static boolean passes(LogRecord line) {
        long last = LAST.get();
        long now = System.nanoTime();
        if (now - last < INTERVAL_NANOS || !LAST.compareAndSet(last, now)) {
            return false;
        }
        Throwable thrown = line.getThrown();
        if (thrown != null) {
            line.setMessage(line.getMessage() + ": " + Complaints.clean(thrown.toString()));
            line.setThrown(null);
        }
        return true;
    }
}
