package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that a test started, with everything that it prints in a file. Its standard input is a
 * pipe from this JVM, so a member that was told so stops when this JVM ends, in whatever way.
 */
final class Program implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** What a program printed, and how it ended. */
    record Run(String out, int status) {}

    /** Starts a process, without what the environment says to etcd's programs. */
    static Program start(Path log, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        builder.environment().put("JANGADA_NO_BUILD", "1");
        builder.environment().put("JANGADA_JAVA_HOME", System.getProperty("java.home"));
        try {
            return new Program(builder.start(), log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs a program to its end. */
    static Run run(Path folder, List<String> command) {
        try {
            Path log = Files.createTempFile(folder, "run", ".log");
            try (Program program = start(log, command)) {
                program.endInput();
                int status = program.awaitExit();
                return new Run(program.log(), status);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Skips the test where a tool is missing, or fails it where all have to be there. */
    static void require(String tool) {
        boolean installed =
                List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
        if (System.getenv("JANGADA_REQUIRE_TOOLS") != null) {
            assertThat(installed).as("%s is on the PATH", tool).isTrue();
        } else if (!installed) {
            System.out.println("SKIP " + tool + " is not on the PATH");
        }
        assumeThat(installed).isTrue();
    }

    /** Sends a signal by its name, such as {@code STOP}. */
    void signal(String name) {
        try {
            String kill = "kill -" + name + " " + pid();
            int status = new ProcessBuilder("sh", "-c", kill).start().waitFor();
            assertThat(status).as("%s", kill).isZero();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Lets it read the end of its input. */
    void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** SIGKILL, within microseconds. */
    void kill() {
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    /** One of the threads of a member, by the number that the system gave it. */
    long thread(String part) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<String> print = List.of(jcmd, Long.toString(pid()), "Thread.print");
        String threads = run(log.resolveSibling(""), print).out();
        Matcher line =
                Pattern.compile("(?m)^\"jangada-\\w+-" + part + "\".* nid=([0-9]+) ")
                        .matcher(threads);
        assertThat(line.find()).as("%s", threads).isTrue();
        return Long.parseLong(line.group(1));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Waits for its end, and gives its exit status: 128 and the number when a signal ended it. */
    int awaitExit() {
        return awaitExit(Await.PATIENCE);
    }

    int awaitExit(Duration limit) {
        try {
            assertThat(process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS))
                    .as("process %d ended", pid())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Everything that it and its predecessors with the same file printed so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void awaitLine(String text) {
        Await.until("\"" + text + "\" in " + log, () -> log().contains(text) || !process.isAlive());
        assertThat(log()).contains(text);
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
    }
}
