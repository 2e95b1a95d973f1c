package io.jangada.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import io.jangada.bench.ClusterBench.Result;
import io.jangada.bench.Load.Measured;

import java.util.List;
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
                Say.number("%,.0f", Pairs.median(measured, Measured::rate)),
                Say.number("%.0f", Pairs.median(measured, one -> one.p50Micros())),
                Say.number("%.0f", Pairs.median(measured, one -> one.p99Micros())),
                Say.number("%.1f", Pairs.median(measured, Measured::cpuMicrosEach)));
    }

    private static String ratio(Result result, ToDoubleFunction<Measured> figure) {
        return Say.number("%.2f", pairs(result).ratio(figure));
    }

    private static String range(Result result, ToDoubleFunction<Measured> figure) {
        return pairs(result).range(figure);
    }

    private static Pairs pairs(Result result) {
        return new Pairs(result.ours(), result.theirs());
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
