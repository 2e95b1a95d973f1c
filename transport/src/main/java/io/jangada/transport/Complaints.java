package io.jangada.transport;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Warnings about what strangers send: one line per second at most, so that a flood of garbage does
 * not become a flood of logs. Locked, because every connection complains to the same one.
 */
final class Complaints {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int LINE_CHARACTERS_MAX = 1024;

    private final Logger log;
    private long last = System.nanoTime() - INTERVAL_NANOS;
    private long leftOut;

    Complaints(Logger log) {
        this.log = log;
    }

    void say(String line) {
        long more;
        synchronized (this) {
            long now = System.nanoTime();
            if (now - last < INTERVAL_NANOS) {
                leftOut++;
                return;
            }
            last = now;
            more = leftOut;
            leftOut = 0;
        }
        String tail = more == 0 ? "" : " (" + more + " more since the last line)";
        log.log(Level.WARNING, clean(line) + tail);
    }

    /** One line, whatever a stranger put into it. */
    static String clean(String line) {
        String cut =
                line.length() > LINE_CHARACTERS_MAX
                        ? line.substring(0, LINE_CHARACTERS_MAX) + "..."
                        : line;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
