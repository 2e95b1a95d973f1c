package io.jangada.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows on a terminal how far something has come that takes longer than a second, in one line that
 * is written over and removed at the end. Nothing at all elsewhere.
 */
final class Progress implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long PAUSE = SECOND / 5;
    private static final String CLEAR = "\r\033[K";

    private final LongSupplier nanoTime;
    private final Consumer<String> terminal;
    private long next;
    private long read;
    private boolean shown;

    /** {@code terminal} is what writes to it. */
    Progress(LongSupplier nanoTime, Consumer<String> terminal) {
        this.nanoTime = nanoTime;
        this.terminal = terminal;
        this.next = nanoTime.getAsLong() + SECOND;
    }

    /** On the standard error, if that is a terminal. */
    @SuppressWarnings("SystemOut")
    static Progress onTerminal() {
        boolean seen = isTerminal();
        return new Progress(
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

    /** Takes how many of {@code bytes} are done. */
    LongConsumer of(String what, long bytes) {
        return done -> {
            long percent = bytes == 0 ? 100 : Math.min(100, done * 100 / bytes);
            show(() -> what + ": " + percent + "%");
        };
    }

    /** So many more bytes of a file were read. */
    void read(String file, int count) {
        read += count;
        show(() -> "jangada: " + (read >> 20) + " MiB read, " + file);
    }

    private void show(Supplier<String> text) {
        long now = nanoTime.getAsLong();
        if (now - next >= 0) {
            next = now + PAUSE;
            shown = true;
            terminal.accept(CLEAR + text.get());
        }
    }

    @Override
    public void close() {
        if (shown) {
            shown = false;
            terminal.accept(CLEAR);
        }
    }
}
