package io.jangada.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Three members of one library inside this JVM, connected over loopback, each with its log in a
 * directory of its own. Every member sums what it applied, so that all can be compared.
 */
interface Trio extends AutoCloseable {
    int MEMBERS = 3;

    /** What is measured side by side. */
    enum Product {
        JANGADA("jangada"),
        JRAFT("jraft");

        final String label;

        Product(String label) {
            this.label = label;
        }
    }

    /** What one member applied: how many commands, and the sum of their first eight bytes. */
    record Applied(long count, long sum) {}

    /** Starts three members below {@code directory} and waits until one leads. */
    static Trio start(Product product, Path directory) throws IOException {
        return switch (product) {
            case JANGADA -> JangadaTrio.start(directory);
            case JRAFT -> JraftTrio.start(directory);
        };
    }

    /**
     * Proposes at the member that leads. {@code done} gets null once the command is applied there,
     * else why it was not; it is called on a thread of the library.
     */
    void propose(byte[] command, Consumer<@Nullable String> done);

    /** Directs proposals to the member that leads now. */
    void aim();

    /** What {@code member}, counted from 0, applied so far. */
    Applied applied(int member);

    @Override
    void close();

    /** Counts commands. Written by the one thread that applies, read by any. */
    final class Sum {
        private volatile Applied now = new Applied(0, 0);

        void add(ByteBuffer command) {
            Applied before = now;
            now =
                    new Applied(
                            before.count() + 1, before.sum() + command.getLong(command.position()));
        }

        Applied now() {
            return now;
        }
    }
}
