package io.jangada.bench;

import io.jangada.bench.Load.Measured;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What two products did, pair by pair: as many measurements of theirs as of ours, at least one. */
record Pairs(List<Measured> ours, List<Measured> theirs) {
    Pairs {
        if (ours.isEmpty() || ours.size() != theirs.size()) {
            throw new IllegalArgumentException("pairs have two sides");
        }
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
    }

    /** Ours by theirs, smallest first. */
    private double[] ratios(ToDoubleFunction<Measured> figure) {
        return IntStream.range(0, ours.size())
                .mapToDouble(i ->
                        figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                .sorted()
                .toArray();
    }

    /** The median over the pairs of ours by theirs. */
    double ratio(ToDoubleFunction<Measured> figure) {
        return median(ratios(figure));
    }

    /** The smallest and the largest of the ratios. */
    String range(ToDoubleFunction<Measured> figure) {
        double[] ratios = ratios(figure);
        return String.format(Locale.ROOT, "%.2f..%.2f", ratios[0], ratios[ratios.length - 1]);
    }

    static double median(List<Measured> measured, ToDoubleFunction<Measured> figure) {
        return median(measured.stream().mapToDouble(figure).toArray());
    }

    /** Of an even number of values, the mean of the middle two. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value that {@code percent} of all do not exceed. */
    static double percentile(int percent, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, Math.ceilDiv(sorted.length * percent, 100) - 1)];
    }
}
