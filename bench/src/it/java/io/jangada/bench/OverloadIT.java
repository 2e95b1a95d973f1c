package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.bench.OverloadBench.Result;
import io.jangada.bench.OverloadBench.Row;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Who offers ten times what members on one CPU can do gets nearly that, and a clear no. */
@Tag("slow")
class OverloadIT {
    private static final double SECONDS = 5;
    private static final double TWICE_THE_HEAP = 2.0 * (512 << 20);

    @Test
    void membersThatAreAskedTooMuchDoWhatTheyCan() throws IOException {
        Path run = RunFolder.below(Path.of("target", "overload"));
        OverloadBench bench = new OverloadBench(SECONDS, List.of(1.0, 4.0, 10.0));

        Result result = bench.run(Cluster.Product.JANGADA, run);

        System.out.print(Result.head() + result.table());
        for (Row row : result.rows()) {
            assertThat(row.counted().terms()).as("terms at %s times", row.times()).hasSize(1);
            assertThat(row.counted().failed().keySet())
                    .as("what else came at %s times", row.times())
                    .isSubsetOf("no answer in time");
        }
        assertThat(share(result, 1)).as("of the peak at 4 times").isGreaterThan(0.5);
        assertThat(share(result, 2)).as("of the peak at 10 times").isGreaterThan(0.5);
        assertThat(result.rows().getLast().counted().refused()).isPositive();
        assertThat(result.residentBytes()).isLessThan((long) TWICE_THE_HEAP);
        RunFolder.delete(run);
    }

    private static double share(Result result, int row) {
        return result.rows().get(row).counted().goodput() / result.peak();
    }
}
