package io.jangada.server;

import io.jangada.node.Recording;
import io.jangada.node.Replay;
import io.jangada.raft.Bytes;
import io.jangada.raft.Output;
import io.jangada.raft.PeerStatus;
import io.jangada.raft.Status;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code jangada replay FILE}: steps the core again over what a member's black box kept. */
@Command(
        name = "replay",
        description = "Steps the protocol again over what a member recorded in its ring file.",
        footer = "Exit: 0 the replay went as recorded, 1 it did not or the file is damaged.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("SystemOut")
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "a black box, or the data directory of a member")
    private Path file = Path.of("");

    @Option(
            names = {"-v", "--verbose"},
            description = "show what the core ordered too")
    private boolean verbose;

    @Override
    public Integer call() throws CannotStart {
        Path box = Files.isDirectory(file) ? file.resolve(DataDirectory.BLACK_BOX) : file;
        return switch (Recording.read(box)) {
            case Recording.Unusable(String reason) ->
                    throw new CannotStart(box + " cannot be replayed: " + reason);
            case Recording.Found recording -> replay(recording);
        };
    }

    private int replay(Recording.Found recording) {
        // One line per input, and a box holds a hundred thousand: flushed at the end only.
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Printer printer = new Printer(out, verbose);
        Replay.End end = Replay.run(recording, printer);
        if (end == null) {
            out.println("end: there was no state to step from");
        } else {
            printer.end(end);
        }
        out.flush();
        recording.damages().forEach(damage -> System.err.println("jangada: damaged: " + damage));
        return recording.damages().isEmpty() && printer.differences == 0 ? 0 : Main.REFUSED;
    }

    /** Times are shown as seconds since the first one, since they count from any origin. */
    private static final class Printer implements Replay.Listener {
        private static final double SECOND = 1e9;

        private final PrintStream out;
        private final boolean verbose;
        private long steps;
        private long origin;
        private int differences;

        Printer(PrintStream out, boolean verbose) {
            this.out = out;
            this.verbose = verbose;
        }

        @Override
        public void half(Recording.Half half) {
            out.printf(
                    "member %s, part %d at offset %d: %d steps from a log of %d entries%s%s%n",
                    half.self(),
                    half.sequence(),
                    half.offset(),
                    half.steps().size(),
                    half.entries(),
                    half.before() < 0 ? ", does not continue the part before" : "",
                    half.state().isEmpty() ? ", too long to be recorded: inputs only" : "");
            if (half.before() < 0) {
                origin = 0;
            }
        }

        @Override
        public void step(long now, Recording.Step step, List<Output> outputs) {
            origin = origin == 0 ? now : origin;
            steps++;
            out.printf(
                    Locale.ROOT,
                    "%+.6f %s %d outputs%s%n",
                    (now - origin) / SECOND,
                    step.input(),
                    step.outputs(),
                    step.broken() ? ", an invariant was broken" : "");
            if (verbose) {
                outputs.forEach(output -> out.println("    " + output));
            }
        }

        @Override
        public void differs(String what) {
            differences++;
            out.println("DIFFERS at " + what);
        }

        void end(Replay.End end) {
            Status status = end.status();
            out.printf(
                    "end: %s term %d leader %s last %d durable %d commit %d applied %d%n",
                    status.standing(),
                    status.currentTerm(),
                    status.leader() == null ? "unknown" : status.leader(),
                    status.lastLogIndex(),
                    status.durableIndex(),
                    status.commitIndex(),
                    status.lastApplied());
            for (PeerStatus peer : end.peers()) {
                out.println("end: " + peer);
            }
            Bytes state = end.state();
            out.printf(
                    "end: %d steps, %d differences, state of %d bytes with hash %08x%n",
                    steps, differences, state.size(), state.hashCode());
        }
    }
}
