package io.jangada.server;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One member of the demonstration: a process of its own, whose input is a pipe from this one. When
 * this process ends, in whatever way, the pipe does, and the member stops in order.
 */
final class DemoMember {
    private static final int HTTP_MILLIS_MAX = 1000;
    private static final long STOP_SECONDS_MAX = 15;

    private final String name;
    private final int port;
    private final Path home;
    private final Process process;

    private DemoMember(String name, int port, Path home, Process process) {
        this.name = name;
        this.port = port;
        this.home = home;
        this.process = process;
    }

    /** What is known of a member before its process is started. */
    record Plan(String name, int port, Path home) {
        String client() {
            return "http://127.0.0.1:" + port;
        }

        String peer() {
            return "http://127.0.0.1:" + (port + 1);
        }

        Path log() {
            return home.resolve(name + ".log");
        }

        /** Throws when another process listens where this member is to. */
        void checkPorts() throws CannotStart {
            for (int wanted : List.of(port, port + 1)) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
                } catch (IOException taken) {
                    throw new CannotStart(
                            "port " + wanted + " is taken; choose others with --port");
                }
            }
        }

        /** Starts the process, with this JVM's Java and class path. */
        DemoMember start(String cluster) throws CannotStart {
            ProcessBuilder builder =
                    new ProcessBuilder(command(cluster))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            // What the shell sets for a real member is not meant for these.
            builder.environment().keySet().removeIf(variable -> variable.startsWith("ETCD_"));
            try {
                return new DemoMember(name, port, home, builder.start());
            } catch (IOException failed) {
                throw new CannotStart(name + " cannot be started", failed);
            }
        }

        private List<String> command(String cluster) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx1g");
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("-XX:+UseCompactObjectHeaders");
            command.add("-D" + ServerCommand.STOP_AT_END_OF_INPUT + "=true");
            command.addAll(flags());
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(Main.class.getName(), "server", "--name", name));
            command.addAll(List.of("--data-dir", home.resolve(name).toString()));
            command.addAll(List.of("--listen-client-urls", client()));
            command.addAll(List.of("--advertise-client-urls", client()));
            command.addAll(List.of("--listen-peer-urls", peer()));
            command.addAll(List.of("--initial-advertise-peer-urls", peer()));
            command.addAll(List.of("--initial-cluster", cluster));
            return command;
        }

        private static List<String> flags() {
            String flags = System.getProperty("jangada.memberFlags", "").strip();
            return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Completes with the exit status when the process ends. */
    CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it serves linearizable reads, hence knows a leader. */
    boolean isHealthy() {
        return get("/health").contains("\"health\":\"true\"");
    }

    boolean isLeader() {
        return get("/metrics").contains("\netcd_server_is_leader 1\n");
    }

    /** What it answers to a GET; empty when it does not, or not with 200. */
    private String get(String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(HTTP_MILLIS_MAX);
            connection.setReadTimeout(HTTP_MILLIS_MAX);
            try (var body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException notYet) {
            return "";
        }
    }

    /** What it said last, for the user. */
    String lastLine() {
        File log = home.resolve(name + ".log").toFile();
        try {
            List<String> lines = Files.readAllLines(log.toPath());
            return lines.isEmpty() ? "see " + log : lines.getLast();
        } catch (IOException unreadable) {
            return "see " + log;
        }
    }

    /** Ends its input, which is how it is asked to stop. */
    void askToStop() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            process.destroy();
        }
    }

    /** Waits for its end, and forces it when that takes too long. */
    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
