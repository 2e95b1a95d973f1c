package io.jangada.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Shows on a terminal how much has come of what takes longer than a second, in one line that is
 * written over and removed at the end.
 */
final class Progress implements AutoCloseable {

    private static final long SECOND = 1_000_000_000L;
    private static final long PAUSE = SECOND / 5;
    private static final String CLEAR = "\r\033[K";

    private final Console console;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long next;
    private boolean shown;

    Progress(Console console, boolean terminal, LongSupplier nanoTime) {
        this.console = console;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong() + SECOND;
    }

    /** On the standard error, if that is a terminal. */
    static Progress of(Console console) {
        return new Progress(console, isTerminal(), System::nanoTime);
    }

    private static boolean isTerminal() {
        try {
            String device = Path.of("/proc/self/fd/2").toRealPath().toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException elsewhere) {
            return false; // no Linux: nobody says
        }
    }

    void at(long done, long remaining) {
        long now = nanoTime.getAsLong();
        if (terminal && now - next >= 0) {
            next = now + PAUSE;
            shown = true;
            console.err(CLEAR + Text.size(done) + " of " + Text.size(done + remaining));
        }
    }

    @Override
    public void close() {
        if (shown) {
            console.err(CLEAR);
        }
    }
}
