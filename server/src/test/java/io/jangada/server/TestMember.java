package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole member of a cluster of one, in this JVM, on free ports. */
final class TestMember implements AutoCloseable {
    private final Member member;
    private final InetSocketAddress address;
    private final ManagedChannel channel;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestMember(Member member) {
        this.member = member;
        this.address = member.addresses().getFirst();
        this.channel =
                NettyChannelBuilder.forAddress(address)
                        .usePlaintext()
                        .maxInboundMessageSize(Integer.MAX_VALUE)
                        .build();
    }

    static TestMember start(Path directory, String... flags) throws CannotStart, IOException {
        TestMember started = begin(arguments(directory, freePort(), flags));
        started.member.awaitReady();
        return started;
    }

    /** One member of three, of which the others never come, so there is never a leader. */
    static TestMember startAlone(Path directory, String... flags) throws CannotStart, IOException {
        int port = freePort();
        List<String> arguments = arguments(directory, port, flags);
        arguments.add(
                "--initial-cluster=default=http://127.0.0.1:"
                        + port
                        + ",b=http://127.0.0.1:1,c=http://127.0.0.1:2");
        return begin(arguments);
    }

    private static TestMember begin(List<String> arguments) throws CannotStart {
        return new TestMember(
                Member.start(
                        Config.of(Flags.read(arguments, Map.of())),
                        (reason, cause) -> {
                            throw new IllegalStateException(reason, cause);
                        }));
    }

    static List<String> arguments(Path directory, int peerPort, String... flags) {
        String peer = "http://127.0.0.1:" + peerPort;
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--data-dir=" + directory,
                                "--listen-client-urls=http://127.0.0.1:0",
                                "--advertise-client-urls=http://127.0.0.1:9",
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=default=" + peer,
                                "--heartbeat-interval=10",
                                "--election-timeout=50"));
        arguments.addAll(List.of(flags));
        return arguments;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    ManagedChannel channel() {
        return channel;
    }

    InetSocketAddress address() {
        return address;
    }

    HttpResponse<String> http(String method, String path) throws Exception {
        return http(method, address.getPort(), path);
    }

    HttpResponse<String> http(String method, int port, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    String body(String path) throws Exception {
        return http("GET", path).body();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        member.close();
    }

    /** That {@code call} is refused with this code and text. */
    static void refused(Runnable call, Status.Code code, String text) {
        StatusRuntimeException thrown =
                catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(thrown).isNotNull();
        assertThat(thrown.getStatus().getCode()).isEqualTo(code);
        assertThat(thrown.getStatus().getDescription()).isEqualTo(text);
    }
}
