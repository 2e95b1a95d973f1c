package io.jangada.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import io.jangada.bench.ClusterBench.Result;
import io.jangada.bench.Load.Measured;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured, as a table and as JSON. Ratios are ours by theirs, pair by pair. */
final class Report {
    private static final String LINE = "%-32s %-8s %10s %8s %8s %8s%n";

    private Report() {}

    static String table(List<Result> results) {
        StringBuilder table = new StringBuilder();
        table.append(LINE.formatted("", "", "ops/s", "p50 us", "p99 us", "CPU us"));
        for (Result result : results) {
            table.append(line(result.row().label(), "jangada", result.ours()));
            table.append(line("", "etcd", result.theirs()));
            table.append(
                    LINE.formatted(
                            "",
                            "ratio",
                            ratio(result, Measured::rate),
                            ratio(result, measured -> measured.p50Micros()),
                            ratio(result, measured -> measured.p99Micros()),
                            ratio(result, Measured::cpuMicrosEach)));
            table.append(
                    "%-32s %-8s rate %s, CPU %s%n"
                            .formatted(
                                    "",
                                    "range",
                                    range(result, Measured::rate),
                                    range(result, Measured::cpuMicrosEach)));
        }
        table.append("CPU: user and system time of the three server processes by operation.\n");
        return table.toString();
    }

    private static String line(String label, String product, List<Measured> measured) {
        return LINE.formatted(
                label,
                product,
                number("%,.0f", median(measured, Measured::rate)),
                number("%.0f", median(measured, one -> one.p50Micros())),
                number("%.0f", median(measured, one -> one.p99Micros())),
                number("%.1f", median(measured, Measured::cpuMicrosEach)));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    static double median(List<Measured> measured, ToDoubleFunction<Measured> figure) {
        return median(measured.stream().mapToDouble(figure).toArray());
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] ratios(Result result, ToDoubleFunction<Measured> figure) {
        double[] ratios = new double[result.ours().size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] =
                    figure.applyAsDouble(result.ours().get(i))
                            / figure.applyAsDouble(result.theirs().get(i));
        }
        return ratios;
    }

    private static String ratio(Result result, ToDoubleFunction<Measured> figure) {
        return number("%.2f", median(ratios(result, figure)));
    }

    private static String range(Result result, ToDoubleFunction<Measured> figure) {
        double[] ratios = ratios(result, figure);
        java.util.Arrays.sort(ratios);
        return number("%.2f", ratios[0]) + ".." + number("%.2f", ratios[ratios.length - 1]);
    }

    static String json(List<Result> results, double seconds) {
        JsonObject all = new JsonObject();
        all.addProperty("seconds", seconds);
        all.addProperty("valueBytes", 256);
        all.addProperty("keys", Load.KEYS);
        JsonArray rows = new JsonArray();
        for (Result result : results) {
            JsonObject row = new JsonObject();
            row.addProperty("row", result.row().label());
            row.add("jangada", json(result.ours()));
            row.add("etcd", json(result.theirs()));
            rows.add(row);
        }
        all.add("rows", rows);
        return new GsonBuilder().setPrettyPrinting().create().toJson(all);
    }

    private static JsonArray json(List<Measured> measured) {
        JsonArray array = new JsonArray();
        for (Measured one : measured) {
            JsonObject object = new JsonObject();
            object.addProperty("operations", one.operations());
            object.addProperty("operationsPerSecond", one.rate());
            object.addProperty("p50Micros", one.p50Micros());
            object.addProperty("p99Micros", one.p99Micros());
            object.addProperty("cpuMicrosPerOperation", one.cpuMicrosEach());
            array.add(object);
        }
        return array;
    }
}
