package io.jangada.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Two seconds in which a user can think again. */
final class Pause {

    private static final int SECONDS = 2;

    private Pause() {}

    static void beforeDeleting(String from, String to, Console console) {
        console.err(
                "Warning: Keys between "
                        + Text.quote(from)
                        + " and "
                        + Text.quote(to)
                        + " will be deleted. Please interrupt the command within next 2 seconds to"
                        + " cancel. You can provide `--range` flag to avoid the delay.\n");
        try {
            var _ = new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Mistake("interrupted, nothing was deleted");
        }
    }
}
