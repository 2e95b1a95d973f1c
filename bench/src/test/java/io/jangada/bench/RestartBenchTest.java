package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class RestartBenchTest {
    @Test
    void aRestartHasItsMedianItsExtremesAndWhatIsOnTheDisk() {
        RestartBench.Row row =
                new RestartBench.Row("a short log", "jangada", List.of(3.0, 1.0, 1.5), 5L << 20);

        assertThat(row.line().strip().split("\\s{2,}", -1))
                .containsExactly("a short log", "jangada", "3", "1.50", "1.00", "3.00", "5");
        assertThat(RestartBench.Row.head().strip().split("\\s{2,}", -1))
                .containsExactly("times", "median s", "min s", "max s", "disk MiB");
    }

    @Test
    void whatJoinsHasItsTimesItsBytesAndWhatBecameOfThePuts() {
        JoinBench.Joined joined =
                new JoinBench.Joined("etcd", 1.234, 2.5, 7L << 20, 9L << 20, 8L << 20, 3.04, 44);

        assertThat(joined.line().strip().split("\\s+", -1))
                .containsExactly("etcd", "1.23", "2.50", "7", "9", "8", "3.0", "44.0");
        assertThat(JoinBench.Joined.head().strip().split("\\s{2,}|(?<=s) |(?<=B) ", -1))
                .contains("reads, s", "voting, s", "written, MiB", "meanwhile, ms");
    }
}
