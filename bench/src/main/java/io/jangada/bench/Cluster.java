package io.jangada.bench;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.jangada.api.etcdserverpb.ClusterGrpc;
import io.jangada.api.etcdserverpb.KVGrpc;
import io.jangada.api.etcdserverpb.MaintenanceGrpc;
import io.jangada.api.etcdserverpb.MemberAddRequest;
import io.jangada.api.etcdserverpb.MemberPromoteRequest;
import io.jangada.api.etcdserverpb.PutRequest;
import io.jangada.api.etcdserverpb.RangeRequest;
import io.jangada.api.etcdserverpb.RangeResponse;
import io.jangada.api.etcdserverpb.StatusRequest;
import io.jangada.api.etcdserverpb.StatusResponse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
            if (this == ETCD) {
                return List.of("etcd", "--log-level", "error");
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx" + heap);
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("-XX:+UseCompactObjectHeaders");
            String options = Objects.requireNonNullElse(System.getenv("JAVA_TOOL_OPTIONS"), "");
            if (!options.matches(".*-XX:.Use\\w*GC.*")) {
                command.add("-XX:+UseG1GC"); // as the launcher has it
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of("io.jangada.server.Main", "server", "--log-level", "warn"));
            return command;
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
    private static final long LONG_SECONDS = 600;
    private static final ByteString READY = ByteString.copyFromUtf8("ready");

    final Product product;
    private final Path directory;
    private final Bounds bounds;
    private List<String> flags;
    private final List<Path> dataDirectories = new ArrayList<>();
    private final List<Integer> clientPorts;
    private final List<Integer> peerPorts;
    private final List<Process> processes = new ArrayList<>();
    private final List<ManagedChannel> control = new ArrayList<>();

    private Cluster(Product product, Path directory, Bounds bounds, List<String> flags)
            throws IOException {
        this.product = product;
        this.directory = directory;
        this.bounds = bounds;
        this.flags = flags;
        this.clientPorts = Ports.free(MEMBERS);
        this.peerPorts = Ports.free(MEMBERS);
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
        Cluster cluster = new Cluster(product, directory, bounds, flags);
        try {
            for (int i = 0; i < MEMBERS; i++) {
                cluster.begin(i);
            }
            cluster.awaitReady();
            return cluster;
        } catch (IOException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private void begin(int i) throws IOException {
        dataDirectories.add(directory.resolve(product.label + i));
        processes.add(process(i));
        control.add(channel(clientPorts.get(i)));
    }

    private Process process(int i) throws IOException {
        List<String> command = new ArrayList<>(bounds.wrapper);
        command.addAll(product.command(bounds.heap));
        command.addAll(
                List.of(
                        "--name",
                        "m" + i,
                        "--data-dir",
                        dataDirectories.get(i).toString(),
                        "--listen-client-urls",
                        url(clientPorts.get(i)),
                        "--advertise-client-urls",
                        url(clientPorts.get(i)),
                        "--listen-peer-urls",
                        url(peerPorts.get(i)),
                        "--initial-advertise-peer-urls",
                        url(peerPorts.get(i)),
                        "--initial-cluster",
                        initialCluster(),
                        "--initial-cluster-state",
                        i < MEMBERS ? "new" : "existing",
                        "--quota-backend-bytes",
                        Long.toString(8L << 30)));
        command.addAll(flags);
        File log = directory.resolve(product.label + i + ".log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private String initialCluster() {
        return IntStream.range(0, peerPorts.size())
                .mapToObj(i -> "m" + i + "=" + url(peerPorts.get(i)))
                .collect(Collectors.joining(","));
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** Ends a member as {@code kill -9} does. */
    void kill(int index) {
        try {
            processes.get(index).destroyForcibly().waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        }
    }

    /** Starts a member that was killed with the command that it had. */
    void restart(int index) throws IOException {
        control.get(index).shutdownNow();
        processes.set(index, process(index));
        control.set(index, channel(clientPorts.get(index)));
    }

    /** Until every member has an image of its store, and writes none. */
    void awaitImages() {
        for (Path data : dataDirectories) {
            var _ =
                    Waiting.until(
                            product.label + " wrote no image",
                            LONG_SECONDS,
                            () -> hasImage(data) ? Optional.of(true) : Optional.empty());
        }
    }

    private static boolean hasImage(Path data) {
        try (Stream<Path> files = Files.walk(data)) {
            List<String> images =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".snap") || name.startsWith("snapshot-"))
                            .toList();
            return !images.isEmpty() && images.stream().noneMatch(name -> name.endsWith(".part"));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    /** Starts one member after the other again, with other flags. */
    void restartWith(List<String> others) throws IOException {
        flags = others;
        for (int i = 0; i < processes.size(); i++) {
            kill(i);
            restart(i);
            awaitServing(i);
        }
    }

    /** Adds a learner that has no process yet, and returns its id. */
    long addLearner() throws IOException {
        int peer = Ports.free(1).getFirst();
        MemberAddRequest request =
                MemberAddRequest.newBuilder().addPeerURLs(url(peer)).setIsLearner(true).build();
        ManagedChannel leader = control.get(leader());
        long id =
                Waiting.until(
                        product.label + " added no learner",
                        () -> {
                            try {
                                return Optional.of(
                                        ClusterGrpc.newBlockingStub(leader)
                                                .withDeadlineAfter(10, TimeUnit.SECONDS)
                                                .memberAdd(request)
                                                .getMember()
                                                .getID());
                            } catch (StatusRuntimeException unhealthy) {
                                // Not before the members have known each other for five seconds.
                                return Optional.empty();
                            }
                        });
        peerPorts.add(peer);
        clientPorts.addAll(Ports.free(1));
        return id;
    }

    /** Starts the process of the learner that was added, and returns its index. */
    int startLearner() throws IOException {
        begin(processes.size());
        return processes.size() - 1;
    }

    /** Until the learner has a vote. */
    void promote(long id) {
        ManagedChannel leader = control.get(leader());
        var _ =
                Waiting.until(
                        product.label + " promoted no learner",
                        LONG_SECONDS,
                        () -> {
                            try {
                                return Optional.of(
                                        ClusterGrpc.newBlockingStub(leader)
                                                .withDeadlineAfter(10, TimeUnit.SECONDS)
                                                .memberPromote(
                                                        MemberPromoteRequest.newBuilder()
                                                                .setID(id)
                                                                .build()));
                            } catch (StatusRuntimeException behind) {
                                return Optional.empty();
                            }
                        });
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
                        .put(PutRequest.newBuilder().setKey(READY).build());
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
        return findLeader()
                .orElseThrow(() -> new IllegalStateException(product.label + " has no leader"));
    }

    /** The one that says so itself; members that do not answer are passed over. */
    Optional<Integer> findLeader() {
        for (int i = 0; i < control.size(); i++) {
            try {
                StatusResponse status =
                        MaintenanceGrpc.newBlockingStub(control.get(i))
                                .withDeadlineAfter(5, TimeUnit.SECONDS)
                                .status(StatusRequest.getDefaultInstance());
                if (status.getLeader() == status.getHeader().getMemberId()) {
                    return Optional.of(i);
                }
            } catch (StatusRuntimeException away) {
                // Another may lead.
            }
        }
        return Optional.empty();
    }

    /** Until a member has answered a read for which it has to know of every write before. */
    void awaitServing(int index) {
        await(index, RangeRequest.newBuilder().setKey(READY).build());
    }

    /** Until a member has {@code key}, by its own word. */
    void awaitKey(int index, ByteString key) {
        await(index, RangeRequest.newBuilder().setKey(key).setSerializable(true).build());
    }

    private void await(int index, RangeRequest request) {
        ManagedChannel channel = control.get(index);
        var _ =
                Waiting.until(
                        product.label + index + " answered no read",
                        LONG_SECONDS,
                        () -> {
                            channel.resetConnectBackoff();
                            return read(channel, request);
                        });
    }

    private static Optional<RangeResponse> read(ManagedChannel channel, RangeRequest request) {
        try {
            RangeResponse answer =
                    KVGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(1, TimeUnit.SECONDS)
                            .range(request);
            return answer.getKvsCount() > 0 ? Optional.of(answer) : Optional.empty();
        } catch (StatusRuntimeException notYet) {
            return Optional.empty();
        }
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

    /** A counter of the system's about a member: {@code rchar}, {@code wchar}. */
    long io(int index, String counter) {
        return counter(processes.get(index), "io", counter);
    }

    /** What the files of a member add up to, in bytes. */
    long diskBytes(int index) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(dataDirectories.get(index))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    /** The most memory that any of the processes ever had resident, in bytes. */
    long residentBytesMax() {
        long most = 0;
        for (Process process : processes) {
            most = Math.max(most, counter(process, "status", "VmHWM") << 10);
        }
        return most;
    }

    private static long counter(Process process, String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/" + file))) {
            String found =
                    lines.filter(line -> line.startsWith(name + ":")).findFirst().orElseThrow();
            return Long.parseLong(found.replaceAll("\\D", ""));
        } catch (IOException gone) {
            throw new UncheckedIOException("process " + process.pid() + " is gone", gone);
        }
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
