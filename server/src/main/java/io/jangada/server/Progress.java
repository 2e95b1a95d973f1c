package io.jangada.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Shows on a terminal how far something has come that takes longer than a second, in one line that
 * is written over and removed at the end.
 */
final class Progress implements LongConsumer, AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long PAUSE = SECOND / 5;
    private static final String CLEAR = "\r\033[K";

    private final String what;
    private final long bytes;
    private final LongSupplier nanoTime;
    private final Consumer<String> terminal;
    private long next;
    private boolean shown;

    /**
     * @param bytes that there are in all
     * @param terminal what writes to it
     */
    Progress(String what, long bytes, LongSupplier nanoTime, Consumer<String> terminal) {
        this.what = what;
        this.bytes = bytes;
        this.nanoTime = nanoTime;
        this.terminal = terminal;
        this.next = nanoTime.getAsLong() + SECOND;
    }

    /** On the standard error, if that is a terminal. */
    @SuppressWarnings("SystemOut")
    static Progress of(String what, long bytes) {
        boolean seen = isTerminal();
        return new Progress(
                what,
                bytes,
                System::nanoTime,
                text -> {
                    if (seen) {
                        System.err.print(text);
                        System.err.flush();
                    }
                });
    }

    private static boolean isTerminal() {
        try {
            String device = Path.of("/proc/self/fd/2").toRealPath().toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException elsewhere) {
            return false; // no Linux: nobody says
        }
    }

    /** So many bytes are done. */
    @Override
    public void accept(long done) {
        long now = nanoTime.getAsLong();
        if (now - next >= 0) {
            next = now + PAUSE;
            shown = true;
            long percent = bytes == 0 ? 100 : Math.min(100, done * 100 / bytes);
            terminal.accept(CLEAR + what + ": " + percent + "%");
        }
    }

    @Override
    public void close() {
        if (shown) {
            terminal.accept(CLEAR);
        }
    }
}
