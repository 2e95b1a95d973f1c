package io.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real etcd of one member, and the real etcdctl. */
final class Etcd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;

    private Etcd(Process process) {
        this.process = process;
    }

    /** Whether both programs are on the PATH. */
    static boolean installed() {
        return List.of("etcd", "etcdctl").stream()
                .allMatch(name ->
                        List.of(System.getenv("PATH").split(":")).stream()
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))));
    }

    /** Two servers started alike, one after the other, have the same ids. */
    static Etcd start(Path directory, int clientPort, int peerPort) throws Exception {
        String client = "http://127.0.0.1:" + clientPort;
        String peer = "http://127.0.0.1:" + peerPort;
        Process process =
                new ProcessBuilder(
                                "etcd",
                                "--name",
                                "one",
                                "--data-dir",
                                directory.resolve("data").toString(),
                                "--listen-client-urls",
                                client,
                                "--advertise-client-urls",
                                client,
                                "--listen-peer-urls",
                                peer,
                                "--initial-advertise-peer-urls",
                                peer,
                                "--initial-cluster",
                                "one=" + peer)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        Etcd etcd = new Etcd(process);
        try (Client probe = Client.builder().endpoints(List.of(client)).timeout(PATIENCE).build()) {
            probe.get("nothing");
            return etcd;
        } catch (CallException failure) {
            etcd.close();
            throw failure;
        }
    }

    /** Runs etcdctl with exactly these bytes as arguments and standard input. */
    static Run etcdctl(Path directory, int clientPort, Line line) throws Exception {
        List<String> words = new ArrayList<>(List.of("exec", "etcdctl"));
        words.addAll(List.of("--endpoints", "127.0.0.1:" + clientPort));
        line.arguments().forEach(word -> words.add("'" + word.replace("'", "'\\''") + "'"));
        Path script = directory.resolve("script");
        Path input = directory.resolve("input");
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        write(script, String.join(" ", words));
        write(input, line.input());
        ProcessBuilder builder =
                new ProcessBuilder("sh", script.toString())
                        .redirectInput(input.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ended", line).isTrue();
        return new Run(read(out), read(err), process.exitValue());
    }

    private static void write(Path file, String bytes) throws IOException {
        Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** A command line; one char per byte, as in {@link Text}. */
    record Line(List<String> arguments, String input) {
        static Line line(String... arguments) {
            return new Line(List.of(arguments), "");
        }

        static Line reading(String input, String... arguments) {
            return new Line(List.of(arguments), input);
        }

        boolean has(String argument) {
            return arguments.contains(argument);
        }
    }

    /** What came of a command line. */
    record Run(String out, String err, int status) {}
}
