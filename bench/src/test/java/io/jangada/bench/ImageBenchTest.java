package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class ImageBenchTest {
    @TempDir Path directory = Path.of("");

    @Test
    void theTableSetsWhatWasDuringImagesAgainstTheRest() {
        ImageBench.Result result =
                new ImageBench.Result(
                        3L << 20,
                        2,
                        new ImageBench.Part(4000, 40, 100, 1000, 7000),
                        new ImageBench.Part(1000, 20, 150, 1800, 7000));

        assertThat(result.table().lines().map(line -> line.strip().split("\\s{2,}", -1)))
                .containsExactly(
                        new String[] {"puts beside 2 times an image of 3 MiB on each member"},
                        new String[] {"seconds", "puts/s", "p50 us", "p99 us", "max us"},
                        new String[] {"without an image", "40", "100", "100", "1000", "7000"},
                        new String[] {"while one is written", "20", "50", "150", "1800", "7000"},
                        new String[] {"ratio", "0.50", "1.50", "1.80", "1.00"});
    }

    @Timeout(20)
    @Test
    void anImageIsUnderWayWhileItsFileHasNotItsName() throws IOException, InterruptedException {
        Path part = directory.resolve("snapshot-0000000000000007-0000000000000001.part");
        try (ImageWatch watch = new ImageWatch(List.of(directory, directory.resolve("no")))) {
            watch.awaitQuiet();
            Files.write(part, new byte[1000]);
            while (!watch.isUnderWay()) {
                Thread.onSpinWait();
            }
            Files.move(part, directory.resolve("snapshot-0000000000000007-0000000000000001"));
            watch.awaitQuiet();
            ImageWatch.Seen seen = watch.seen();
            assertThat(seen.images()).isEqualTo(1);
            assertThat(seen.largestBytes()).isEqualTo(1000);
            assertThat(seen.busySeconds()).isGreaterThan(0.9);
            assertThat(seen.quietSeconds()).isPositive();
        }
    }
}
