package io.jangada.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import io.jangada.bench.Load.Measured;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What two libraries did, as a table and as JSON. */
final class LibraryReport {
    private static final String LINE = "%-16s %-8s %10s %8s %8s %8s%n";

    private LibraryReport() {}

    /** What both did with so many proposals under way. */
    record Row(int inFlight, Pairs pairs) {}

    static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder();
        table.append(LINE.formatted("", "", "entries/s", "p50 us", "p99 us", "CPU us"));
        for (Row row : rows) {
            Pairs pairs = row.pairs();
            table.append(product(row.inFlight() + " in flight", "jangada", pairs.ours()));
            table.append(product("", "jraft", pairs.theirs()));
            table.append(
                    LINE.formatted(
                            "",
                            "ratio",
                            Say.number("%.2f", pairs.ratio(Measured::rate)),
                            Say.number("%.2f", pairs.ratio(Measured::p50Micros)),
                            Say.number("%.2f", pairs.ratio(Measured::p99Micros)),
                            Say.number("%.2f", pairs.ratio(Measured::cpuMicrosEach))));
            table.append(
                    "%-16s %-8s rate %s, CPU %s%n"
                            .formatted(
                                    "",
                                    "range",
                                    pairs.range(Measured::rate),
                                    pairs.range(Measured::cpuMicrosEach)));
        }
        table.append("CPU: user and system time of the JVM with the three members by entry.\n");
        return table.toString();
    }

    private static String product(String label, String product, List<Measured> measured) {
        return LINE.formatted(
                label,
                product,
                figure("%,.0f", measured, Measured::rate),
                figure("%.0f", measured, Measured::p50Micros),
                figure("%.0f", measured, Measured::p99Micros),
                figure("%.1f", measured, Measured::cpuMicrosEach));
    }

    private static String figure(
            String format, List<Measured> measured, ToDoubleFunction<Measured> figure) {
        return Say.number(format, Pairs.median(measured, figure));
    }

    static String json(List<Row> rows, double seconds) {
        JsonObject all = new JsonObject();
        all.addProperty("seconds", seconds);
        all.addProperty("commandBytes", TrioLoad.COMMAND_BYTES);
        JsonArray array = new JsonArray();
        for (Row row : rows) {
            JsonObject object = new JsonObject();
            object.addProperty("inFlight", row.inFlight());
            object.add("jangada", json(row.pairs().ours()));
            object.add("jraft", json(row.pairs().theirs()));
            array.add(object);
        }
        all.add("rows", array);
        return new GsonBuilder().setPrettyPrinting().create().toJson(all);
    }

    private static JsonArray json(List<Measured> measured) {
        JsonArray array = new JsonArray();
        for (Measured one : measured) {
            JsonObject object = new JsonObject();
            object.addProperty("entries", one.operations());
            object.addProperty("entriesPerSecond", one.rate());
            object.addProperty("p50Micros", one.p50Micros());
            object.addProperty("p99Micros", one.p99Micros());
            object.addProperty("cpuMicrosPerEntry", one.cpuMicrosEach());
            array.add(object);
        }
        return array;
    }
}
