package io.jangada.kv;

import static io.jangada.kv.Phrases.QUOTA;
import static io.jangada.kv.Phrases.tidyAll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The store against its naive twin, over random commands, reads, pins and tidying. */
class TwinTest {

    private static final int SEEDS = 60;
    private static final int COMMANDS = 200;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theStoreAnswersAsItsTwin(int block) {
        for (int seed = block * SEEDS; seed < (block + 1) * SEEDS; seed++) {
            new Life(seed).run(COMMANDS);
        }
    }

    /** One store and its twin under one seed. */
    private static final class Life {

        private final int seed;
        private final Random random;
        private final Requests requests;
        private final Store store = new Store();
        private final Naive naive = new Naive();
        private final List<Pin> pins = new ArrayList<>();

        Life(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.requests = new Requests(random);
        }

        void run(int commands) {
            for (int i = 0; i < commands; i++) {
                step();
            }
            pins.forEach(Pin::close);
            tidyAll(store);
            assertThat(Physical.bytes(store)).as("seed %d", seed).isEqualTo(naive.bytes());
        }

        private void step() {
            Command command = requests.command();
            same(store.apply(command, QUOTA), naive.apply(command), command);
            same(store.revision(), naive.revision(), command);
            same(store.compactRevision(), naive.compactRevision(), command);
            same(store.bytes(), naive.bytes(), command);
            requests.around(naive.revision());
            Range range = requests.range();
            same(store.range(range), naive.range(range), range);
            Txn txn = requests.readOnlyTxn();
            same(store.txn(txn), naive.apply(txn), txn);
            store.tidy(random.nextInt(4));
            pin();
        }

        private void pin() {
            if (random.nextInt(6) == 0) {
                pins.add(store.pin());
            }
            if (random.nextInt(6) == 0 && !pins.isEmpty()) {
                pins.remove(random.nextInt(pins.size())).close();
            }
            for (Pin pin : pins) {
                Range range = requests.range();
                same(
                        pin.range(range).kvs(),
                        naive.rangeAt(range, pin.revision()).kvs(),
                        "pin " + pin.revision() + " " + range);
            }
        }

        private void same(Object actual, Object expected, Object what) {
            assertThat(actual).as("seed %d: %s", seed, what).isEqualTo(expected);
        }
    }
}
