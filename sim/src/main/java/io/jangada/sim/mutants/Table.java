package io.jangada.sim.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The board as lines of text. */
public final class Table {
    private static final int TITLE_MAX = 60;
    private static final List<String> HEAD =
            List.of("mutant", "what is broken", "expected", "found", "seeds", "seconds");

    private Table() {}

    /** The rows, in columns, and what they sum up to. */
    public static List<String> lines(List<Row> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEAD);
        rows.forEach(row -> cells.add(cells(row)));
        int[] widths = new int[HEAD.size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        cells.forEach(line -> lines.add(line(line, widths)));
        lines.add("");
        rows.stream()
                .filter(row -> !row.isGood() || row.verdict() instanceof Verdict.Waiting)
                .forEach(row -> lines.add(remark(row)));
        lines.add(Sum.of(rows).toString());
        return lines;
    }

    private static List<String> cells(Row row) {
        String title = row.title();
        String brief = title.length() > TITLE_MAX ? title.substring(0, TITLE_MAX - 1) + "…" : title;
        return switch (row.verdict()) {
            case Verdict.Killed killed -> {
                boolean alarm = row.id().equals(Row.UNCHANGED);
                String mark = alarm ? " FALSE ALARM" : row.isUnexpected() ? " unexpected" : "";
                yield List.of(
                        row.id(),
                        brief,
                        row.expected(),
                        killed.invariant() + mark,
                        String.valueOf(killed.seeds()),
                        seconds(killed.nanos()));
            }
            case Verdict.Survived survived -> {
                String found = row.id().equals(Row.UNCHANGED) ? "nothing" : "SURVIVED";
                yield List.of(
                        row.id(),
                        brief,
                        row.expected(),
                        found,
                        String.valueOf(survived.seeds()),
                        seconds(survived.nanos()));
            }
            case Verdict.Waiting _ -> List.of(row.id(), brief, row.expected(), "waiting", "", "");
            case Verdict.Broken _ -> List.of(row.id(), brief, row.expected(), "BROKEN", "", "");
        };
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    /** Numbers stand to the right. */
    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(i < 4 ? cells.get(i) + blanks : blanks + cells.get(i));
        }
        return line.toString().stripTrailing();
    }

    private static String remark(Row row) {
        return switch (row.verdict()) {
            case Verdict.Killed killed ->
                    "false alarm in " + row.title() + ": " + killed.sentence();
            case Verdict.Survived _ -> row.id() + " SURVIVED: " + row.title();
            case Verdict.Waiting waiting -> row.id() + " waits: " + waiting.reason();
            case Verdict.Broken broken -> row.id() + " is broken: " + broken.sentence();
        };
    }
}
