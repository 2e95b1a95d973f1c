package io.jangada.bench;

import io.jangada.bench.Load.Measured;
import io.jangada.bench.Trio.Product;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three members of ours in one JVM beside three of jraft in another, pairs in the order A B B A.
 * While one is measured the other idles, with nothing but its heartbeats.
 */
final class LibraryBench {
    static final List<Integer> IN_FLIGHT = List.of(1, 100, 1000);

    private final double seconds;
    private final double warmUpSeconds;

    LibraryBench(double seconds, double warmUpSeconds) {
        this.seconds = seconds;
        this.warmUpSeconds = warmUpSeconds;
    }

    List<LibraryReport.Row> run(Path directory) throws IOException {
        Say.progress("starting three members of each library in " + directory);
        try (LibraryProcess ours = LibraryProcess.start(Product.JANGADA, directory);
                LibraryProcess theirs = LibraryProcess.start(Product.JRAFT, directory)) {
            Say.progress("warming up");
            ours.run(100, warmUpSeconds);
            theirs.run(100, warmUpSeconds);
            List<LibraryReport.Row> rows = new ArrayList<>();
            for (int inFlight : IN_FLIGHT) {
                Say.progress(inFlight + " in flight");
                rows.add(new LibraryReport.Row(inFlight, measure(inFlight, ours, theirs)));
            }
            Say.progress("comparing what the members applied");
            Say.progress(
                    "%,d entries of jangada and %,d of jraft are on all members"
                            .formatted(ours.verify(), theirs.verify()));
            return rows;
        }
    }

    private Pairs measure(int inFlight, LibraryProcess a, LibraryProcess b) throws IOException {
        List<Measured> ours = new ArrayList<>();
        List<Measured> theirs = new ArrayList<>();
        ours.add(a.run(inFlight, seconds));
        theirs.add(b.run(inFlight, seconds));
        theirs.add(b.run(inFlight, seconds));
        ours.add(a.run(inFlight, seconds));
        return new Pairs(ours, theirs);
    }
}
