package io.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.protobuf.ByteString;

import io.grpc.Status;
import io.jangada.api.etcdserverpb.Compare.CompareResult;
import io.jangada.api.etcdserverpb.Compare.CompareTarget;
import io.jangada.api.etcdserverpb.RequestOp.RequestCase;
import io.jangada.api.etcdserverpb.TxnRequest;
import io.jangada.client.Compare.Property;
import io.jangada.client.Compare.Relation;
import io.jangada.client.FakeServer.Behaviour.Answer;
import io.jangada.client.FakeServer.Behaviour.AnswerThenFail;
import io.jangada.client.FakeServer.Behaviour.Hang;
import io.jangada.client.FakeServer.Behaviour.Refuse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** What a caller sees, over real connections to servers that misbehave on demand. */
final class ClientTest {

    private static final Answer ONE = new Answer(1);
    private static final Refuse AWAY =
            new Refuse(Status.UNAVAILABLE.withDescription("etcdserver: leader changed"));

    /** Patient, since a busy machine takes its time; where time matters the test says so. */
    private static Client client(String... endpoints) {
        return Client.builder()
                .endpoints(List.of(endpoints))
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    @Test
    void putCarriesEveryFieldAndAnswersWithTheRevision() throws Exception {
        try (FakeServer server = FakeServer.start(new Answer(42));
                Client client = client(server.endpoint())) {
            Result.Put result = client.put(Operation.Put.of("k", "v").lease(7).withPrevious());
            assertThat(result.header().revision()).isEqualTo(42);
            assertThat(result.previous()).isEmpty();
            assertThat(server.puts).hasSize(1);
            var request = server.puts.getFirst();
            assertThat(request.getKey().toStringUtf8()).isEqualTo("k");
            assertThat(request.getValue().toStringUtf8()).isEqualTo("v");
            assertThat(request.getLease()).isEqualTo(7);
            assertThat(request.getPrevKv()).isTrue();
        }
    }

    @Test
    void readGoesToAnotherServerWhenOneIsNotAvailable() throws Exception {
        try (FakeServer away = FakeServer.start(AWAY);
                FakeServer well = FakeServer.start(ONE);
                Client client = client(away.endpoint(), well.endpoint())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("k")).isEmpty();
            }
            assertThat(well.ranges).hasSize(20);
            assertThat(away.ranges).isNotEmpty().hasSizeLessThan(10);
        }
    }

    @Test
    void sentWriteIsNotSentAgainAndItsOutcomeIsUnknown() throws Exception {
        try (FakeServer one = FakeServer.start(AWAY);
                FakeServer two = FakeServer.start(AWAY);
                Client client = client(one.endpoint(), two.endpoint())) {
            assertThatThrownBy(() -> client.put("k", "v"))
                    .isInstanceOf(CallException.OutcomeUnknown.class)
                    .hasMessage("etcdserver: leader changed");
            assertThat(one.puts.size() + two.puts.size()).isEqualTo(1);
        }
    }

    @Test
    void writeGoesAroundAServerThatIsDown() throws Exception {
        try (FakeServer well = FakeServer.start(ONE);
                Client client = client("127.0.0.1:" + FakeServer.freePort(), well.endpoint())) {
            for (int i = 0; i < 20; i++) {
                client.put("k", "v");
            }
            assertThat(well.puts).hasSize(20);
        }
    }

    @Test
    void writeWaitsForAServerThatComesBack() throws Exception {
        int port = FakeServer.freePort();
        try (Client client = client("127.0.0.1:" + port)) {
            CompletableFuture<Result.Put> put = client.async().put(Operation.Put.of("k", "v"));
            assertThatThrownBy(() -> client.within(Duration.ofMillis(300)).put("k", "w"))
                    .isInstanceOfAny(CallException.Failed.class, CallException.TimedOut.class)
                    .hasMessageStartingWith("127.0.0.1:" + port);
            try (FakeServer back = FakeServer.startAt(port, ONE)) {
                put.get(60, SECONDS);
                assertThat(back.puts).hasSize(1);
            }
        }
    }

    /** Left to itself, gRPC would try four times in these 5 s, and ever more rarely after. */
    @Test
    void connectsAnewAtThePaceOfThePolicy() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket hangsUp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Client client = client("127.0.0.1:" + hangsUp.getLocalPort())) {
            Thread.ofVirtual()
                    .start(() -> {
                        while (!hangsUp.isClosed()) {
                            try {
                                hangsUp.accept().close();
                                connections.incrementAndGet();
                            } catch (IOException closed) {
                                return;
                            }
                        }
                    });
            assertThatThrownBy(() -> client.within(Duration.ofSeconds(5)).put("k", "v"))
                    .isInstanceOfAny(CallException.Failed.class, CallException.TimedOut.class);
        }
        assertThat(connections.get()).isBetween(6, 40);
    }

    @Test
    void refusalKeepsTheServersText() throws Exception {
        Status compacted =
                Status.OUT_OF_RANGE.withDescription(
                        "etcdserver: mvcc: required revision has been compacted");
        try (FakeServer server = FakeServer.start(new Refuse(compacted));
                Client client = client(server.endpoint())) {
            assertThatThrownBy(() -> client.put("k", "v"))
                    .isInstanceOf(CallException.Failed.class)
                    .hasMessage("etcdserver: mvcc: required revision has been compacted")
                    .extracting(e -> ((CallException) e).code())
                    .isEqualTo("OUT_OF_RANGE");
        }
    }

    @Test
    void notLeaderHasATypeOfItsOwn() throws Exception {
        Status status = Status.FAILED_PRECONDITION.withDescription("etcdserver: not leader");
        try (FakeServer server = FakeServer.start(new Refuse(status));
                Client client = client(server.endpoint())) {
            assertThatThrownBy(() -> client.put("k", "v"))
                    .isInstanceOf(CallException.NotLeader.class);
        }
    }

    @Test
    void deadlineOfAReadIsATimeOutAndOfAWriteIsUnknown() throws Exception {
        try (FakeServer server = FakeServer.start(new Hang());
                Client client = client(server.endpoint())) {
            Client impatient = client.within(Duration.ofSeconds(2));
            assertThatThrownBy(() -> impatient.get("k")).isInstanceOf(CallException.TimedOut.class);
            assertThatThrownBy(() -> impatient.put("k", "v"))
                    .isInstanceOf(CallException.OutcomeUnknown.class)
                    .extracting(e -> ((CallException) e).code())
                    .isEqualTo("DEADLINE_EXCEEDED");
            assertThat(server.puts).hasSize(1);
        }
    }

    @Test
    void readIsTakenAwayFromAServerThatHangs() throws Exception {
        try (FakeServer hangs = FakeServer.start(new Hang());
                FakeServer well = FakeServer.start(ONE);
                Client client = client(hangs.endpoint(), well.endpoint())) {
            client.get("a");
            client.get("b");
            assertThat(well.ranges).hasSize(2);
            assertThat(hangs.ranges).hasSizeBetween(1, 2);
        }
    }

    @Test
    void writeCutInFlightIsUnknown() throws Exception {
        FakeServer server = FakeServer.start(new Hang());
        try (Client client = client(server.endpoint())) {
            CompletableFuture<Result.Put> put = client.async().put(Operation.Put.of("k", "v"));
            assertThat(server.asked.await(60, SECONDS)).isTrue();
            server.close();
            assertThatThrownBy(() -> put.get(60, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CallException.OutcomeUnknown.class);
        }
    }

    @Test
    void cancellingTheFutureCancelsTheCall() throws Exception {
        try (FakeServer server = FakeServer.start(new Hang());
                Client client = client(server.endpoint())) {
            CompletableFuture<Result.Put> put = client.async().put(Operation.Put.of("k", "v"));
            assertThat(server.asked.await(60, SECONDS)).isTrue();
            put.cancel(true);
            assertThat(server.cancelled.await(20, SECONDS)).as("before its time is up").isTrue();
        }
    }

    @Test
    void closedClientSaysSoAtOnce() throws Exception {
        Client client = client("127.0.0.1:" + FakeServer.freePort());
        client.close();
        long start = System.nanoTime();
        assertThatThrownBy(() -> client.put("k", "v"))
                .isInstanceOf(CallException.Failed.class)
                .hasMessageContaining("the client is closed");
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    }

    @Test
    void messageBeforeAnErrorIsNotAnAnswer() throws Exception {
        try (FakeServer server = FakeServer.start(new AnswerThenFail());
                Client client = client(server.endpoint())) {
            assertThatThrownBy(() -> client.put("k", "v"))
                    .isInstanceOf(CallException.OutcomeUnknown.class);
        }
    }

    @Test
    void unreadableAnswerIsNotAnAnswer() throws Exception {
        try (FakeServer server = FakeServer.start(ONE);
                Client client = client(server.endpoint())) {
            server.emptyParts = 1;
            assertThatThrownBy(() -> client.txn(Operation.Txn.when()))
                    .isInstanceOf(CallException.OutcomeUnknown.class)
                    .hasMessageContaining("an empty part");
        }
    }

    @Test
    void statusGoesToTheNamedServerOnly() throws Exception {
        try (FakeServer server = FakeServer.start(ONE);
                Client client = client(server.endpoint(), "127.0.0.1:1")) {
            assertThatThrownBy(() -> client.status(server.endpoint()))
                    .isInstanceOf(CallException.Failed.class)
                    .extracting(e -> ((CallException) e).code())
                    .isEqualTo("UNIMPLEMENTED");
            assertThatThrownBy(() -> client.status("127.0.0.1:2"))
                    .hasMessage("127.0.0.1:2 is not an endpoint of this client");
        }
    }

    @Test
    void txnSaysEverythingOnTheWire() throws Exception {
        try (FakeServer server = FakeServer.start(ONE);
                Client client = client(server.endpoint())) {
            client.txn(
                    Operation.Txn.when(
                                    Compare.absent("a"),
                                    Compare.value("b", Relation.LESS, "x"),
                                    Compare.number("c", Property.LEASE, Relation.GREATER, 9))
                            .then(
                                    Operation.Put.of("a", "1"),
                                    Operation.Get.of(Range.prefix("p")).limit(3).atRevision(5),
                                    Operation.Txn.when().then(Operation.Put.of("n", "2")))
                            .otherwise(Operation.Delete.of(Range.between("d", "e"))));
            TxnRequest txn = server.txns.getFirst();
            assertThat(txn.getCompareList())
                    .extracting(c -> c.getTarget() + " " + c.getResult())
                    .containsExactly(
                            CompareTarget.CREATE + " " + CompareResult.EQUAL,
                            CompareTarget.VALUE + " " + CompareResult.LESS,
                            CompareTarget.LEASE + " " + CompareResult.GREATER);
            assertThat(txn.getCompare(2).getLease()).isEqualTo(9);
            assertThat(txn.getSuccessList())
                    .extracting(part -> part.getRequestCase())
                    .containsExactly(
                            RequestCase.REQUEST_PUT,
                            RequestCase.REQUEST_RANGE,
                            RequestCase.REQUEST_TXN);
            assertThat(txn.getSuccess(1).getRequestRange().getRangeEnd().toStringUtf8())
                    .isEqualTo("q");
            assertThat(txn.getFailure(0).getRequestDeleteRange().getRangeEnd().toStringUtf8())
                    .isEqualTo("e");
        }
    }

    @Test
    void prefixEndsAtTheNextPossibleKey() {
        byte[] high = {'a', (byte) 0xff, (byte) 0xff};
        byte[] highest = {(byte) 0xff};
        ByteString zero = ByteString.copyFrom(new byte[] {0});
        assertThat(Range.prefix("ab").end()).isEqualTo(ByteString.copyFromUtf8("ac"));
        assertThat(Range.prefix(ByteString.copyFrom(high)).end())
                .isEqualTo(ByteString.copyFromUtf8("b"));
        assertThat(Range.prefix(ByteString.copyFrom(highest)).end()).isEqualTo(zero);
        assertThat(Range.prefix("")).isEqualTo(new Range(zero, zero));
    }

    @Test
    void endpointsAreReadStrictly() {
        assertThat(List.of("h:1", "http://h:1", "http://h:1/", " h:1 "))
                .allSatisfy(text -> {
                    Endpoint endpoint = Endpoint.parse(text);
                    assertThat(endpoint.host()).isEqualTo("h");
                    assertThat(endpoint.port()).isEqualTo(1);
                });
        assertThat(Endpoint.parse("h").port()).isEqualTo(2379);
        assertThat(Endpoint.parse("[::1]:5").host()).isEqualTo("[::1]");
        assertThat(Endpoint.parse("[::1]").port()).isEqualTo(2379);
        assertThatThrownBy(() -> Endpoint.parse("h:x")).hasMessageContaining("\"x\" is not a port");
        assertThatThrownBy(() -> Endpoint.parse("h:0")).hasMessageContaining("\"0\" is not a port");
        assertThatThrownBy(() -> Endpoint.parse("http://")).hasMessageContaining("no host");
        assertThatThrownBy(() -> Endpoint.parse("https://h:1")).hasMessageContaining("TLS");
        assertThatThrownBy(() -> Client.connect()).hasMessage("no endpoint");
    }
}
