package io.jangada.sim;

import io.jangada.sim.explore.Bounds;
import io.jangada.sim.explore.Explorer;
import io.jangada.sim.explore.Kind;
import io.jangada.sim.explore.Outcome;
import io.jangada.sim.explore.Reductions;
import io.jangada.sim.explore.Rungs;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code explore}: every interleaving of a few servers, within bounds. */
@Command(
        name = "explore",
        description = {
            "Looks at every state that a few servers can reach within bounds, running the real"
                    + " protocol core,",
            "and checks all invariants in each. Without bounds it climbs a ladder of ever larger"
                    + " ones.",
            "",
            "Exit: 0 all is well, 1 something is broken, or a number of states is not the recorded"
                    + " one."
        },
        mixinStandardHelpOptions = true)
final class ExploreCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;
    private static final long PROGRESS_NANOS = 1_000_000_000;
    private static final String FOLDER = "sim/src/main/resources/io/jangada/sim/explore";

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--servers", paramLabel = "N", description = "how many servers, 1 to 5")
    private @Nullable Integer servers;

    @Option(
            names = "--terms",
            paramLabel = "N",
            description = "the last term that anyone campaigns for")
    private @Nullable Integer terms;

    @Option(names = "--entries", paramLabel = "N", description = "commands that clients propose")
    private @Nullable Integer entries;

    @Option(names = "--crashes", paramLabel = "N", description = "power cuts, with restart")
    private @Nullable Integer crashes;

    @Option(names = "--duplicates", paramLabel = "N", description = "messages that arrive twice")
    private @Nullable Integer duplicates;

    @Option(
            names = "--drops",
            paramLabel = "N",
            description = "messages lost with their connection")
    private @Nullable Integer drops;

    @Option(names = "--heartbeats", paramLabel = "N", description = "heartbeats that arrive")
    private @Nullable Integer heartbeats;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "stop after so long (default: never)")
    private double minutes = Double.MAX_VALUE;

    @Option(names = "--no-symmetry", description = "servers' names make a difference")
    private boolean noSymmetry;

    @Option(names = "--no-independence", description = "independent moves in both orders")
    private boolean noIndependence;

    @Option(names = "--no-dead", description = "keep messages that cannot have an effect any more")
    private boolean noDead;

    @Option(names = "--no-idle", description = "deliver messages that change nothing")
    private boolean noIdle;

    @Option(names = "--no-silence", description = "silence of the leader is a move of its own")
    private boolean noSilence;

    @Option(names = "--no-promises", description = "send pre-votes as messages")
    private boolean noPromises;

    @Option(names = "--no-hearsay", description = "terms are learned from messages only")
    private boolean noHearsay;

    @Option(names = "--no-votes", description = "a message about votes arrives once")
    private boolean noVotes;

    @Option(
            names = "--no-prompt",
            description = "anything may come before a term and vote are durable")
    private boolean noPrompt;

    @Option(names = "--record", description = "write the number of states to " + FOLDER)
    private boolean record;

    private long begun;
    private long shown;

    @Override
    public Integer call() throws IOException {
        begun = System.nanoTime();
        boolean ladder =
                servers == null
                        && terms == null
                        && entries == null
                        && crashes == null
                        && duplicates == null
                        && drops == null
                        && heartbeats == null;
        List<Bounds> rungs;
        try {
            rungs = ladder ? Rungs.known().ladder() : List.of(bounds());
        } catch (IllegalArgumentException impossible) {
            return refuse(String.valueOf(impossible.getMessage()));
        }
        if (!(minutes > 0)) {
            return refuse("--minutes must be more than 0");
        }
        Bounds largest = null;
        for (Bounds rung : rungs) {
            Outcome outcome = explore(rung);
            List<String> complaints = complaints(rung, outcome);
            report(rung, outcome, complaints);
            if (!complaints.isEmpty()) {
                return 1;
            }
            if (!outcome.exhausted()) {
                say("time is up: " + rung + " is not exhausted");
                break;
            }
            largest = rung;
        }
        say(largest == null ? "no rung was exhausted" : "largest rung exhausted: " + largest);
        return largest == null ? 1 : 0;
    }

    private Bounds bounds() {
        return new Bounds(
                value(servers, 3),
                value(terms, 2),
                value(entries, 0),
                value(crashes, 0),
                value(duplicates, 0),
                value(drops, 0),
                value(heartbeats, 0));
    }

    private static int value(@Nullable Integer asked, int otherwise) {
        return asked == null ? otherwise : asked;
    }

    private Reductions reductions() {
        return new Reductions(
                !noSymmetry,
                !noIndependence,
                !noDead,
                !noIdle,
                !noSilence,
                !noPromises,
                !noHearsay,
                !noVotes,
                !noPrompt);
    }

    private Outcome explore(Bounds rung) {
        say("exploring " + rung);
        Explorer explorer = new Explorer(rung, reductions());
        long start = System.nanoTime();
        Outcome outcome =
                explorer.run((states, transitions, waiting, depth) -> {
                    long now = System.nanoTime();
                    if (now - shown >= PROGRESS_NANOS) {
                        shown = now;
                        say(
                                "  %,d states, %,d transitions, %,d waiting, depth %d, %.0f states/s"
                                        .formatted(
                                                states,
                                                transitions,
                                                waiting,
                                                depth,
                                                states * NANOS / (now - start)));
                    }
                    return now - begun < minutes * 60 * NANOS;
                });
        double seconds = (System.nanoTime() - start) / NANOS;
        say(
                "  %,d distinct states, %,d transitions, depth %d, %.1f s, %.0f states/s"
                        .formatted(
                                outcome.states(),
                                outcome.transitions(),
                                outcome.depth(),
                                seconds,
                                outcome.states() / seconds));
        say("  " + explorer.sizes());
        return outcome;
    }

    private List<String> complaints(Bounds rung, Outcome outcome) throws IOException {
        List<String> complaints = new ArrayList<>();
        if (outcome.broken() != null) {
            complaints.add(outcome.broken() + " is broken: " + outcome.sentence());
            return complaints;
        }
        if (!outcome.exhausted()) {
            return complaints;
        }
        for (Kind kind : outcome.missing(rung, reductions())) {
            complaints.add("no move " + kind + " was ever made: this run shows nothing");
        }
        if (outcome.healed() == 0) {
            complaints.add("no state was healed: this run does not show that there is no dead end");
        }
        if (reductions().equals(Reductions.ALL) && complaints.isEmpty()) {
            compare(rung, outcome.states(), complaints);
        }
        return complaints;
    }

    private void compare(Bounds rung, long states, List<String> complaints) throws IOException {
        if (record) {
            Path file = Path.of(System.getProperty("jangada.root", "."), FOLDER, Rungs.FILE);
            Files.writeString(file, Rungs.recorded(Files.readString(file), rung, states));
            say("  recorded in " + file);
            return;
        }
        String complaint = Rungs.known().complaint(rung, states);
        if (complaint != null) {
            complaints.add(complaint);
        }
    }

    private void report(Bounds rung, Outcome outcome, List<String> complaints) {
        say("  moves: " + outcome.moves());
        say("  healed from %,d states".formatted(outcome.healed()));
        outcome.trace().forEach(this::say);
        complaints.forEach(complaint -> say("FAILED " + rung + ": " + complaint));
    }

    private int refuse(String sentence) {
        print(line().getErr(), "jangada: explore: " + sentence);
        return Main.REFUSED;
    }

    private void say(String text) {
        print(line().getOut(), text);
    }

    private static void print(PrintWriter to, String text) {
        to.println(text);
        to.flush();
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec, "picocli starts this command").commandLine();
    }
}
