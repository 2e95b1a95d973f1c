package io.jangada.client;

import io.jangada.client.Etcd.Line;
import io.jangada.client.Etcd.Run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every way in which our command line and etcdctl 3.4 print something else, and how both sides are
 * brought to what they have in common. {@code docs/COMMANDS.md} lists the same titles.
 *
 * @param title as in the page
 * @param where the command lines that it concerns
 */
record Differences(
        String title, Predicate<Line> where, UnaryOperator<Run> theirs, UnaryOperator<Run> ours) {

    static final List<Differences> ALL =
            List.of(
                    new Differences(
                            "The exit status of a failure is always 1",
                            _ -> true,
                            run -> status(run, run.status() == 0 ? 0 : 1),
                            UnaryOperator.identity()),
                    new Differences(
                            "Log lines of the client library are not printed",
                            _ -> true,
                            Differences::errors,
                            Differences::errors),
                    new Differences(
                            "A usage text never follows a complaint",
                            _ -> true,
                            run ->
                                    run.status() != 0 && run.out().startsWith("NAME:")
                                            ? out(run, "")
                                            : run,
                            UnaryOperator.identity()),
                    new Differences(
                            "The program's own name in complaints is jangada",
                            _ -> true,
                            run -> err(run, run.err().replace("\"etcdctl\"", "\"jangada\"")),
                            UnaryOperator.identity()),
                    new Differences(
                            "txn in JSON names its parts response_put, response_range and"
                                    + " response_delete_range",
                            line -> line.has("txn"),
                            run ->
                                    out(
                                            run,
                                            run.out()
                                                    .replace(
                                                            "{\"ResponsePut\":",
                                                            "{\"response_put\":")
                                                    .replace(
                                                            "{\"ResponseRange\":",
                                                            "{\"response_range\":")
                                                    .replace(
                                                            "{\"ResponseDeleteRange\":",
                                                            "{\"response_delete_range\":")),
                            UnaryOperator.identity()),
                    new Differences(
                            "A wrong number in a transaction's condition is explained",
                            line -> line.has("txn"),
                            UnaryOperator.identity(),
                            run ->
                                    err(
                                            run,
                                            run.err()
                                                    .replaceAll(
                                                            "(invalid txn compare request: .*)"
                                                                    + " \\(strconv.*\\)",
                                                            "$1"))),
                    new Differences(
                            "A wrong flag in a transaction's request is explained",
                            line -> line.has("txn") && line.input().contains("--bogus"),
                            run -> out(run, ""),
                            run -> err(run, run.err().replaceAll(" \\(unknown flag.*\\)", ""))),
                    new Differences(
                            "endpoint status has the columns and fields of 3.6",
                            line -> line.has("status"),
                            Differences::cells,
                            Differences::columnsOf34),
                    new Differences(
                            "The time that endpoint health took differs from call to call",
                            line -> line.has("health"),
                            Differences::withoutTimes,
                            Differences::withoutTimes),
                    new Differences(
                            "A peer URL that is none is refused by the server",
                            line -> line.has("add"),
                            run -> err(run, run.err().replaceAll("Error: URL .*", "Error: URL")),
                            run ->
                                    err(
                                            run,
                                            run.err()
                                                    .replace(
                                                            "Error: etcdserver: given member URLs"
                                                                    + " are invalid",
                                                            "Error: URL"))),
                    new Differences(
                            "endpoint health writes its results to the standard output",
                            line -> line.has("health") && !line.has("-w"),
                            Differences::healthy,
                            UnaryOperator.identity()));

    static Run common(Line line, Run run, boolean theirs) {
        Run common = run;
        for (Differences difference : ALL.reversed()) {
            if (difference.where().test(line)) {
                common = (theirs ? difference.theirs() : difference.ours()).apply(common);
            }
        }
        return common;
    }

    private static Run out(Run run, String out) {
        return new Run(out, run.err(), run.status());
    }

    private static Run err(Run run, String err) {
        return new Run(run.out(), err, run.status());
    }

    private static Run status(Run run, int status) {
        return new Run(run.out(), run.err(), status);
    }

    private static Run healthy(Run run) {
        return out(
                run,
                run.err()
                        .lines()
                        .filter(line -> line.contains(" is healthy: "))
                        .map(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    /** The lines that say what is wrong, each once. */
    private static Run errors(Run run) {
        return err(
                run,
                run.err()
                        .lines()
                        .filter(line ->
                                line.matches("(Error: |Failed to get ).*|.* is unhealthy: .*"))
                        .distinct()
                        .collect(Collectors.joining("\n")));
    }

    private static Run withoutTimes(Run run) {
        String time = "[0-9.]+(?:ms|\u00c2\u00b5s|s)";
        return out(
                run,
                run.out()
                        .replaceAll("took = " + time, "took = T")
                        .replaceAll("\"took\":\"" + time, "\"took\":\"T")
                        .replaceAll("\"Took\" : " + time, "\"Took\" : T")
                        .replaceAll("\\| +" + time + " \\|", "| T |")
                        .replaceAll("-+", "-")
                        .replaceAll(" +TOOK +", " TOOK "));
    }

    /** A table's cells without the box around them. */
    private static Run cells(Run run) {
        return run.out().startsWith("+")
                ? out(run, rows(run).map(List::toString).collect(Collectors.joining("\n")))
                : run;
    }

    private static Stream<List<String>> rows(Run run) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
    }

    /** Without what 3.4 does not have: storage version, in use, not in use, quota, downgrade. */
    private static Run columnsOf34(Run run) {
        if (run.out().startsWith("+")) {
            return out(
                    run,
                    rows(run)
                            .map(row -> kept(row, 1, 3))
                            .map(List::toString)
                            .collect(Collectors.joining("\n")));
        }
        if (run.out().startsWith("\"")) {
            String added =
                    "(?m)^\"(?:StorageVersion|DBSizeInUse|DBSizeQuota|Downgrade\\w+)\" : .*\\n";
            return out(run, run.out().replaceAll(added, ""));
        }
        if (run.out().startsWith("[")) {
            return run;
        }
        return out(
                run,
                run.out()
                        .lines()
                        .map(line -> List.of(line.split(", ", -1)))
                        .map(row -> String.join(", ", kept(row, 0, 2)) + "\n")
                        .collect(Collectors.joining()));
    }

    private static List<String> kept(List<String> row, int edge, int behind) {
        List<String> kept = new ArrayList<>(row);
        kept.subList(row.size() - behind, row.size() - edge).clear();
        kept.subList(edge + 5, edge + 8).clear();
        kept.remove(edge + 3);
        return kept;
    }
}
