package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The system's tracer, attached to a process or to one of its threads. */
final class Strace {
    private final Program program;

    private Strace(Program program) {
        this.program = program;
    }

    static void require() {
        Program.require("strace");
    }

    /** Attaches; skips the test where the system does not let us, unless it has to. */
    @SuppressWarnings("SystemOut")
    static Strace attach(Path log, String... arguments) {
        List<String> command = new ArrayList<>(List.of("strace"));
        command.addAll(List.of(arguments));
        Program program = Program.start(log, command);
        Await.until("strace is attached", () -> isThrough(program));
        if (!program.log().contains("attached") && System.getenv("JANGADA_REQUIRE_TOOLS") == null) {
            System.out.println("SKIP strace may not attach here: " + program.log().strip());
            assumeThat(program.isAlive()).isTrue();
        }
        assertThat(program.log()).contains("attached");
        return new Strace(program);
    }

    private static boolean isThrough(Program program) {
        return program.log().contains("attached") || !program.isAlive();
    }

    /** Waits for the end of what it is attached to, and gives what was printed. */
    String awaitEnd() {
        program.awaitExit();
        return program.log();
    }

    /** Lets the process go, and gives what was printed. */
    String detach() {
        program.signal("INT");
        program.awaitExit();
        return program.log();
    }
}
