package io.jangada.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.kv.Key;
import io.jangada.kv.Put;
import io.jangada.kv.Value;
import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Random;

/** An image of 200 MiB of store: that it loads, and how long it takes. Prints what it measured. */
@Tag("slow")
class LargeImageTest {

    private static final int KEYS = 391_000;
    private static final int PUTS = 50_000;
    private static final Value VALUE = Value.of("x".repeat(256));

    private final Database database = new Database();
    private final Random random = new Random(7);

    @Test
    void aLargeStoreIsWrittenAndLoaded() throws InterruptedException {
        for (int i = 0; i < KEYS; i++) {
            put(i);
        }
        for (int round = 0; round < 3; round++) {
            copy();
            say("a put takes %d ns alone".formatted(nanosOfPut()));
            Image image = database.image();
            Thread walker = new Thread(() -> walk(image));
            walker.start();
            say("a put takes %d ns beside a walk".formatted(nanosOfPut()));
            walker.join();
        }
    }

    private void copy() {
        Database copy = new Database();
        Loader loader = copy.loader();
        long began = System.nanoTime();
        Image image = database.image();
        long made = System.nanoTime() - began;
        long writing = 0;
        long loading = 0;
        long bytes = 0;
        while (true) {
            long before = System.nanoTime();
            Bytes piece = image.next();
            long between = System.nanoTime();
            writing += between - before;
            if (piece == null) {
                break;
            }
            bytes += piece.size();
            loader.take(piece);
            loading += System.nanoTime() - between;
        }
        image.close();
        long before = System.nanoTime();
        loader.end();
        loading += System.nanoTime() - before;
        assertThat(copy.store().bytes()).isEqualTo(database.store().bytes());
        assertThat(copy.store().revision()).isEqualTo(database.store().revision());
        say(
                "%d MiB of store: made in %d us, %d MiB written in %d ms, loaded in %d ms"
                        .formatted(
                                copy.store().bytes() >> 20,
                                made / 1_000,
                                bytes >> 20,
                                writing / 1_000_000,
                                loading / 1_000_000));
    }

    private static void walk(Image image) {
        while (image.next() != null) {}
        image.close();
    }

    private long nanosOfPut() {
        long began = System.nanoTime();
        for (int i = 0; i < PUTS; i++) {
            put(random.nextInt(KEYS));
        }
        return (System.nanoTime() - began) / PUTS;
    }

    private void put(int key) {
        Put put = Put.of(Key.of("key-%020d".formatted(key)), VALUE);
        database.apply(1, Commands.encode(put, 1L << 40));
    }

    private static void say(String what) {
        System.out.println(what);
    }
}
