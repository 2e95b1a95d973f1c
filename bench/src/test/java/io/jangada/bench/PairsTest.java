package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.bench.Load.Measured;

import org.junit.jupiter.api.Test;

import java.util.List;

final class PairsTest {
    /** So many operations in two seconds, with ten times the processor time in microseconds. */
    private static Measured operations(long operations) {
        return new Measured(operations, 2, 10 * operations, 100, 900);
    }

    @Test
    void aRateIsBySecondAndProcessorTimeByOperation() {
        assertThat(operations(500).rate()).isEqualTo(250);
        assertThat(new Measured(500, 2, 4000, 1, 2).cpuMicrosEach()).isEqualTo(8);
    }

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Pairs.median(9, 1, 5)).isEqualTo(5);
        assertThat(Pairs.median(7)).isEqualTo(7);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(Pairs.median(10, 1, 4, 2)).isEqualTo(3);
    }

    @Test
    void theMedianOfMeasurementsLooksAtOneFigure() {
        List<Measured> measured = List.of(operations(600), operations(200), operations(300));

        assertThat(Pairs.median(measured, Measured::rate)).isEqualTo(150);
    }

    @Test
    void eachRatioIsTakenWithinItsPair() {
        Pairs pairs =
                new Pairs(
                        List.of(operations(400), operations(90)),
                        List.of(operations(200), operations(30)));

        // 2 and 3; the ratio of the medians would be 2.13.
        assertThat(pairs.ratio(Measured::rate)).isEqualTo(2.5);
        assertThat(pairs.range(Measured::rate)).isEqualTo("2.00..3.00");
    }

    @Test
    void theRangeGoesFromTheSmallestToTheLargest() {
        Pairs pairs =
                new Pairs(
                        List.of(operations(300), operations(100), operations(200)),
                        List.of(operations(100), operations(100), operations(100)));

        assertThat(pairs.ratio(Measured::rate)).isEqualTo(2);
        assertThat(pairs.range(Measured::rate)).isEqualTo("1.00..3.00");
    }

    @Test
    void aPercentileIsTheSmallestValueThatSoManyDoNotExceed() {
        assertThat(Pairs.percentile(90, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)).isEqualTo(9);
        assertThat(Pairs.percentile(90, 3, 1, 2)).isEqualTo(3);
        assertThat(Pairs.percentile(100, 3, 1, 2)).isEqualTo(3);
        assertThat(Pairs.percentile(50, 7)).isEqualTo(7);
    }

    @Test
    void aPairHasTwoSides() {
        assertThatThrownBy(() -> new Pairs(List.of(operations(1)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pairs(List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
