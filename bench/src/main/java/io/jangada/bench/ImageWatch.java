package io.jangada.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks into the members' directories for images that are being written. What follows one, as the
 * removal of the log behind it, counts to it for {@value #AFTER_SECONDS} s.
 *
 * <p>Its own thread writes, the others read: hence the volatile fields.
 */
final class ImageWatch implements AutoCloseable {
    private static final int AFTER_SECONDS = 1;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Path> directories;
    private volatile boolean underWay;
    private volatile Seen seen = new Seen(0, 0, 0, 0);
    private volatile boolean closed;

    /** What was seen since the start. */
    record Seen(int images, double busySeconds, double quietSeconds, long largestBytes) {}

    ImageWatch(List<Path> directories) {
        this.directories = directories;
        Thread.ofPlatform().name("image-watch").daemon().start(this::watch);
    }

    /** Whether a member writes an image now, or did a moment ago. */
    boolean isUnderWay() {
        return underWay;
    }

    Seen seen() {
        return seen;
    }

    /** Until no member writes an image. */
    void awaitQuiet() {
        do {
            LockSupport.parkNanos(LOOK_NANOS * 4);
        } while (underWay);
    }

    private void watch() {
        long before = System.nanoTime();
        long last = before - TimeUnit.SECONDS.toNanos(AFTER_SECONDS);
        while (!closed) {
            LockSupport.parkNanos(LOOK_NANOS);
            boolean written = isWritten();
            long now = System.nanoTime();
            last = written ? now : last;
            boolean is = now - last < TimeUnit.SECONDS.toNanos(AFTER_SECONDS);
            Seen until = seen;
            double passed = (now - before) / 1e9;
            seen =
                    new Seen(
                            until.images + (is && !underWay ? 1 : 0),
                            until.busySeconds + (underWay ? passed : 0),
                            until.quietSeconds + (underWay ? 0 : passed),
                            Math.max(until.largestBytes, largest()));
            underWay = is;
            before = now;
        }
    }

    private boolean isWritten() {
        for (Path directory : directories) {
            try (DirectoryStream<Path> parts =
                    Files.newDirectoryStream(directory, "snapshot-*.part")) {
                if (parts.iterator().hasNext()) {
                    return true;
                }
            } catch (IOException notYet) {
                // The member has not made it.
            }
        }
        return false;
    }

    private long largest() {
        long largest = 0;
        for (Path directory : directories) {
            try (DirectoryStream<Path> images = Files.newDirectoryStream(directory, "snapshot-*")) {
                for (Path image : images) {
                    largest = Math.max(largest, size(image));
                }
            } catch (IOException notYet) {
                // The member has not made it.
            }
        }
        return largest;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException _) {
            return 0; // removed or renamed meanwhile
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
