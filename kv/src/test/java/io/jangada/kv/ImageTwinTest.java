package io.jangada.kv;

import static io.jangada.kv.Phrases.tidyAll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A store that was copied while commands went on, against a twin that got the same commands up to
 * the image and no others. Both then get the same, and must not be told apart.
 */
class ImageTwinTest {

    private static final int SEEDS = 100;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aCopyAnswersAsTheStoreOfThen(int block) {
        for (int seed = block * SEEDS; seed < (block + 1) * SEEDS; seed++) {
            new Life(seed).run();
        }
    }

    /** A store, its twin and its copy under one seed. */
    private static final class Life {

        private final int seed;
        private final Random random;
        private final Requests requests;
        private final Store store = new Store();
        private final Store twin = new Store();

        Life(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.requests = new Requests(random);
        }

        void run() {
            boolean twinIsTidy = random.nextBoolean();
            for (int i = random.nextInt(120); i > 0; i--) {
                both(store, twin);
                store.tidy(random.nextInt(4));
                twin.tidy(twinIsTidy ? 100 : 0);
            }
            Store copy = copyWhileCommandsGoOn();
            same(copy, twin);
            requests.around(twin.revision());
            for (int i = 0; i < 60; i++) {
                both(copy, twin);
                same(copy, twin);
                copy.tidy(random.nextInt(4));
                twin.tidy(random.nextInt(4));
            }
            tidyAll(copy);
            tidyAll(twin);
            same(Physical.versions(copy), Physical.versions(twin), "versions in memory");
            tidyAll(store);
            same(Physical.bytes(store), store.bytes(), "nothing is held any more");
        }

        private void both(Store one, Store other) {
            Command command = requests.command();
            long quotaBytes = random.nextInt(3) > 0 ? Phrases.QUOTA : 2_000 + random.nextInt(6_000);
            same(one.apply(command, quotaBytes), other.apply(command, quotaBytes), command);
            requests.around(one.revision());
        }

        private Store copyWhileCommandsGoOn() {
            try (Image image = store.image();
                    Image same = twin.image()) {
                same(image.isFull(), same.isFull(), "full");
                List<KeyValue> versions = new ArrayList<>();
                KeyValue next = image.next();
                while (next != null) {
                    versions.add(next);
                    for (int i = random.nextInt(3); i > 0; i--) {
                        store.apply(requests.command(), Phrases.QUOTA);
                        requests.around(store.revision());
                        store.tidy(random.nextInt(8));
                    }
                    next = image.next();
                }
                same(versions, ImageTest.rest(same), "image");
                Assembly assembly =
                        new Assembly(image.revision(), image.compactRevision(), image.isFull());
                versions.forEach(assembly::add);
                return assembly.end();
            }
        }

        private void same(Store copy, Store other) {
            same(copy.revision(), other.revision(), "revision");
            same(copy.compactRevision(), other.compactRevision(), "compacted");
            same(copy.bytes(), other.bytes(), "bytes");
            same(copy.isFull(), other.isFull(), "full");
            for (long at = other.compactRevision() - 1; at <= other.revision() + 1; at++) {
                Range all = Range.of(Span.ALL).at(at);
                same(copy.range(all), other.range(all), all);
            }
            same(ImageTest.versions(copy), ImageTest.versions(other), "image of the copy");
        }

        private void same(Object actual, Object expected, Object what) {
            assertThat(actual).as("seed %d: %s", seed, what).isEqualTo(expected);
        }
    }
}
