package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.etcdserverpb.StatusResponse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Three members of one product as processes on loopback. Ends only the processes it started. */
final class Cluster implements AutoCloseable {
    /** How a product's member is started; all of them take etcd's flags. */
    enum Product {
        JANGADA("jangada"),
        ETCD("etcd");

        final String label;

        Product(String label) {
            this.label = label;
        }

        List<String> command(String heap) {
            return switch (this) {
                case ETCD -> List.of("etcd", "--log-level", "error");
                case JANGADA ->
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseCompactObjectHeaders",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.jangada.server.Main",
                                "server",
                                "--log-level",
                                "warn");
            };
        }
    }

    /**
     * What a member may have.
     *
     * @param wrapper stands before its command, as {@code taskset} does
     * @param heap of a JVM, as -Xmx has it
     */
    record Bounds(List<String> wrapper, String heap) {
        static final Bounds NONE = new Bounds(List.of(), "3g");
    }

    private static final int MEMBERS = 3;
    private static final long READY_SECONDS = 60;

    final Product product;
    private final List<Path> dataDirectories = new ArrayList<>();
    private final List<Integer> clientPorts;
    private final List<Process> processes = new ArrayList<>();
    private final List<ManagedChannel> control = new ArrayList<>();

    private Cluster(Product product, List<Integer> clientPorts) {
        this.product = product;
        this.clientPorts = clientPorts;
    }

    /** Starts three members with their data below {@code directory}, and waits for a write. */
    static Cluster start(Product product, Path directory) throws IOException {
        return start(product, directory, List.of());
    }

    /** With {@code flags} on top of those that every run has. */
    static Cluster start(Product product, Path directory, List<String> flags) throws IOException {
        return start(product, directory, Bounds.NONE, flags);
    }

    /** And each member within {@code bounds}. */
    static Cluster start(Product product, Path directory, Bounds bounds, List<String> flags)
            throws IOException {
        List<Integer> clients = freePorts();
        List<Integer> peers = freePorts();
        Cluster cluster = new Cluster(product, clients);
        try {
            for (int i = 0; i < MEMBERS; i++) {
                cluster.dataDirectories.add(directory.resolve(product.label + i));
                cluster.processes.add(member(product, directory, i, clients, peers, bounds, flags));
                cluster.control.add(channel(clients.get(i)));
            }
            cluster.awaitReady();
            return cluster;
        } catch (IOException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private static Process member(
            Product product,
            Path directory,
            int i,
            List<Integer> clients,
            List<Integer> peers,
            Bounds bounds,
            List<String> flags)
            throws IOException {
        String client = "http://127.0.0.1:" + clients.get(i);
        String peer = "http://127.0.0.1:" + peers.get(i);
        List<String> all = new ArrayList<>();
        for (int other = 0; other < MEMBERS; other++) {
            all.add("m" + other + "=http://127.0.0.1:" + peers.get(other));
        }
        List<String> command = new ArrayList<>(bounds.wrapper);
        command.addAll(product.command(bounds.heap));
        command.addAll(
                List.of(
                        "--name",
                        "m" + i,
                        "--data-dir",
                        directory.resolve(product.label + i).toString(),
                        "--listen-client-urls",
                        client,
                        "--advertise-client-urls",
                        client,
                        "--listen-peer-urls",
                        peer,
                        "--initial-advertise-peer-urls",
                        peer,
                        "--initial-cluster",
                        String.join(",", all),
                        "--quota-backend-bytes",
                        Long.toString(8L << 30)));
        command.addAll(flags);
        File log = directory.resolve(product.label + i + ".log").toFile();
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < MEMBERS; i++) {
                ServerSocket socket = new ServerSocket(0);
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }

    private static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /** A connection of its own to member {@code index}; the caller shuts it down. */
    ManagedChannel connect(int index) {
        return channel(clientPorts.get(index));
    }

    /** Where members of ours keep journal and images. */
    List<Path> dataDirectories() {
        return dataDirectories.stream().map(one -> one.resolve("member")).toList();
    }

    int size() {
        return MEMBERS;
    }

    private void awaitReady() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (true) {
            try {
                KVGrpc.newBlockingStub(control.getFirst())
                        .withDeadlineAfter(2, TimeUnit.SECONDS)
                        .put(
                                PutRequest.newBuilder()
                                        .setKey(ByteString.copyFromUtf8("ready"))
                                        .build());
                leader();
                return;
            } catch (StatusRuntimeException | IllegalStateException notYet) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            product.label + " took no write within a minute; see its logs", notYet);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    /** Which member leads now. */
    int leader() {
        for (int i = 0; i < MEMBERS; i++) {
            StatusResponse status =
                    MaintenanceGrpc.newBlockingStub(control.get(i))
                            .withDeadlineAfter(5, TimeUnit.SECONDS)
                            .status(StatusRequest.getDefaultInstance());
            if (status.getLeader() == status.getHeader().getMemberId()) {
                return i;
            }
        }
        throw new IllegalStateException(product.label + " has no leader");
    }

    /** A connection for what is not measured. */
    ManagedChannel control() {
        return control.getFirst();
    }

    /** User and system time of the three processes so far, in microseconds. */
    long cpuMicros() {
        long ticks = 0;
        for (Process process : processes) {
            ticks += ticks(process.pid());
        }
        return ticks * 10_000;
    }

    /** The most memory that any of the processes ever had resident, in bytes. */
    long residentBytesMax() {
        long most = 0;
        for (Process process : processes) {
            Path status = Path.of("/proc/" + process.pid() + "/status");
            try (Stream<String> lines = Files.lines(status)) {
                String peak =
                        lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
                most = Math.max(most, Long.parseLong(peak.replaceAll("\\D", "")) << 10);
            } catch (IOException gone) {
                throw new UncheckedIOException("process " + process.pid() + " is gone", gone);
            }
        }
        return most;
    }

    /** Clock ticks (100 a second) of a process: fields 14 and 15 of its stat line. */
    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException gone) {
            throw new UncheckedIOException("process " + pid + " is gone", gone);
        }
    }

    @Override
    public void close() {
        control.forEach(ManagedChannel::shutdownNow);
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException stop) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
