package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.bench.Load.Kind;
import io.jangada.bench.Load.Measured;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ReportTest {
    @Test
    void theTableComparesWithinPairs() {
        ClusterBench.Result result =
                new ClusterBench.Result(
                        new ClusterBench.Row(Kind.PUT, 100, true),
                        List.of(
                                new Measured(4000, 2, 40_000, 50, 500),
                                new Measured(6000, 2, 48_000, 70, 900)),
                        List.of(
                                new Measured(2000, 2, 40_000, 100, 1000),
                                new Measured(2000, 2, 40_000, 100, 1000)));

        assertThat(Report.table(List.of(result)).lines().map(line -> line.split("\\s{2,}", -1)))
                .contains(
                        new String[] {"", "ratio", "2.50", "0.60", "0.70", "0.45"},
                        new String[] {"", "range", "rate 2.00..3.00, CPU 0.40..0.50"});
    }
}
