package io.jangada.bench;

import io.jangada.bench.Load.Kind;
import io.jangada.bench.Load.Measured;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three real members of ours and three of etcd, side by side: pairs in the order A B B A. */
final class ClusterBench {
    /** One line of the table: what the load does. */
    record Row(Kind kind, int clients, boolean leaderOnly) {
        String label() {
            return "%s, %d client%s on %s"
                    .formatted(
                            kind == Kind.PUT ? "put" : "get",
                            clients,
                            clients == 1 ? "" : "s",
                            leaderOnly ? "the leader" : "all members");
        }
    }

    /** A row with what both products did in each of its pairs. */
    record Result(Row row, List<Measured> ours, List<Measured> theirs) {}

    static final List<Row> ROWS =
            List.of(
                    new Row(Kind.PUT, 1, false),
                    new Row(Kind.PUT, 1, true),
                    new Row(Kind.PUT, 100, false),
                    new Row(Kind.PUT, 100, true),
                    new Row(Kind.PUT, 1000, false),
                    new Row(Kind.PUT, 1000, true),
                    new Row(Kind.GET, 1, false),
                    new Row(Kind.GET, 100, false),
                    new Row(Kind.GET, 100, true),
                    new Row(Kind.GET, 1000, false));

    private final double seconds;
    private final double warmUpSeconds;

    ClusterBench(double seconds, double warmUpSeconds) {
        this.seconds = seconds;
        this.warmUpSeconds = warmUpSeconds;
    }

    List<Result> run(Path directory, List<Row> rows) throws IOException, InterruptedException {
        Say.progress("starting three members of each product in " + directory);
        try (Cluster ours = Cluster.start(Cluster.Product.JANGADA, directory);
                Cluster theirs = Cluster.start(Cluster.Product.ETCD, directory)) {
            Load a = new Load(ours);
            Load b = new Load(theirs);
            warmUp(a, ours);
            warmUp(b, theirs);
            List<Result> results = new ArrayList<>();
            for (Row row : rows) {
                results.add(measure(row, a, b));
            }
            Say.progress("reading back");
            Say.progress(
                    a.verify() + " keys of jangada and " + b.verify() + " of etcd are all there");
            return results;
        }
    }

    private void warmUp(Load load, Cluster cluster) throws InterruptedException {
        Say.progress("warming " + cluster.product.label + " up");
        load.run(Kind.PUT, 100, false, warmUpSeconds * 2 / 3);
        load.run(Kind.GET, 100, false, warmUpSeconds / 3);
        load.compact();
    }

    private Result measure(Row row, Load a, Load b) throws InterruptedException {
        Result result = new Result(row, new ArrayList<>(), new ArrayList<>());
        Say.progress(row.label());
        for (Load load : List.of(a, b, b, a)) {
            Measured measured = load.run(row.kind(), row.clients(), row.leaderOnly(), seconds);
            (load == a ? result.ours() : result.theirs()).add(measured);
            if (row.kind() == Kind.PUT) {
                load.compact();
            }
        }
        return result;
    }
}
