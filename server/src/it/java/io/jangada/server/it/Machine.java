package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a test does to the machine as root, and how that is undone: when it is closed, and also when
 * this JVM ends in whatever way, because who undoes it is a process that waits for the end of its
 * input.
 */
final class Machine implements AutoCloseable {
    private final Path directory;
    private final Program undoing;

    private Machine(Path directory, Program undoing) {
        this.directory = directory;
        this.undoing = undoing;
    }

    /**
     * @param tools that have to be on the path
     * @param undo a script that may find nothing to be undone; it fails if something is left
     */
    static Machine root(Path directory, String undo, String... tools) {
        for (String tool : tools) {
            Program.require(tool);
        }
        requireRoot();
        String script = "trap '' HUP INT TERM\ncat >/dev/null\n" + undo;
        List<String> command = List.of("sh", "-c", script);
        return new Machine(directory, Program.start(directory.resolve("undo.log"), command));
    }

    @SuppressWarnings("SystemOut")
    private static void requireRoot() {
        boolean root;
        try {
            root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException noProc) {
            throw new UncheckedIOException(noProc);
        }
        if (System.getenv("JANGADA_REQUIRE_TOOLS") != null) {
            assertThat(root).as("the tests run as root").isTrue();
        } else if (!root) {
            System.out.println("SKIP only root can do this");
        }
        assumeThat(root).isTrue();
    }

    /** Runs a script that has to succeed. */
    String run(String script) {
        Program.Run run = attempt(script);
        assertThat(run.status()).as("%s%n%s", script, run.out()).isZero();
        return run.out();
    }

    Program.Run attempt(String script) {
        return Program.run(directory, List.of("sh", "-c", script));
    }

    /** Runs a script that fails where the system does not let us, as in most containers. */
    @SuppressWarnings("SystemOut")
    void runIfAllowed(String script) {
        Program.Run run = attempt(script);
        if (run.status() != 0 && System.getenv("JANGADA_REQUIRE_TOOLS") == null) {
            System.out.println("SKIP this is not allowed here: " + run.out().strip());
            assumeThat(run.status()).isZero();
        }
        assertThat(run.status()).as("%s%n%s", script, run.out()).isZero();
    }

    @Override
    public void close() {
        undoing.endInput();
        assertThat(undoing.awaitExit()).as("%s", undoing.log()).isZero();
    }
}
