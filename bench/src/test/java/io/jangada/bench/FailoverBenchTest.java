package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.bench.FailoverBench.Gaps;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;

final class FailoverBenchTest {
    private final Gap gap = new Gap();

    private void acknowledged(long... millis) {
        for (long each : millis) {
            gap.acknowledged(TimeUnit.MILLISECONDS.toNanos(each));
        }
    }

    @Test
    void theLongestGapIsOfAllClientsTogether() {
        gap.begin(0);
        acknowledged(10, 15, 1215, 1300);

        assertThat(gap.takeMillis()).isEqualTo(1200);
        assertThat(gap.count()).isEqualTo(4);
    }

    @Test
    void aGapThatBeganBeforeItIsLookedForCountsFromItsBeginning() {
        gap.begin(0);
        acknowledged(500);
        assertThat(gap.takeMillis()).isEqualTo(500);
        acknowledged(800, 900);

        assertThat(gap.takeMillis()).isEqualTo(300);
        assertThat(gap.takeMillis()).isZero();
    }

    @Test
    void timeWithoutLoadIsNoGap() {
        acknowledged(500);
        gap.begin(TimeUnit.MILLISECONDS.toNanos(9000));
        acknowledged(9020);

        assertThat(gap.takeMillis()).isEqualTo(20);
    }

    @Test
    void anAcknowledgementThatComesLateMakesNoGapOfItsOwn() {
        gap.begin(0);
        acknowledged(30, 20, 40);

        assertThat(gap.takeMillis()).isEqualTo(30);
    }

    @Test
    void theTableHasALineOfEachProductForTheKillAndOneForTheReturn() {
        FailoverBench.Result result =
                new FailoverBench.Result(
                        List.of(
                                new Gaps(1200, 1100, 10),
                                new Gaps(1400, 1300, 30),
                                new Gaps(1000, 900, 20)),
                        List.of(new Gaps(1500, 1400, 40), new Gaps(2500, 2200, 60)));

        assertThat(result.table().lines().map(line -> line.strip().split("\\s{2,}", -1)))
                .containsExactly(
                        new String[] {"longest time without an acknowledgement"},
                        new String[] {
                            "times", "median ms", "p90 ms", "max ms", "median in time-outs"
                        },
                        new String[] {
                            "the leader is killed", "jangada", "3", "1200", "1400", "1400", "1.20"
                        },
                        new String[] {"etcd", "2", "2000", "2500", "2500", "2.00"},
                        new String[] {
                            "until another leads", "jangada", "3", "1100", "1300", "1300", "1.10"
                        },
                        new String[] {"etcd", "2", "1800", "2200", "2200", "1.80"},
                        new String[] {"and is back", "jangada", "3", "20", "30", "30", "0.02"},
                        new String[] {"etcd", "2", "50", "60", "60", "0.05"});
    }
}
