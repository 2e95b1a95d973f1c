package io.jangada.bench;

import io.jangada.node.Config;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.StateMachine;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;
import io.jangada.transport.GrpcTransport;
import io.jangada.transport.Incarnations;
import io.jangada.transport.TransportLimits;
import io.jangada.transport.TransportSettings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Three members of ours over {@link GrpcTransport}, with the settings that we ship. */
final class JangadaTrio implements Trio {
    private static final Members VOTERS =
            Members.of(new ServerId(1), new ServerId(2), new ServerId(3));
    private static final String CLUSTER = "bench";

    /** A member and what it applied. */
    private record Member(Node<Boolean> node, Sum sum) {}

    private final List<Member> members = new ArrayList<>();
    private volatile Node<Boolean> leader;

    private JangadaTrio(Path directory) throws IOException {
        SortedMap<ServerId, List<InetSocketAddress>> addresses = new TreeMap<>();
        List<Integer> ports = Ports.free(MEMBERS);
        for (ServerId id : VOTERS.voters()) {
            int port = ports.get((int) id.value() - 1);
            addresses.put(
                    id, List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port)));
        }
        for (ServerId id : VOTERS.voters()) {
            members.add(member(directory.resolve("jangada" + id), id, addresses));
        }
        leader = members.getFirst().node();
    }

    static Trio start(Path directory) throws IOException {
        JangadaTrio trio = new JangadaTrio(directory);
        trio.aim();
        return trio;
    }

    private static Member member(
            Path directory, ServerId id, SortedMap<ServerId, List<InetSocketAddress>> addresses)
            throws IOException {
        Identity identity = Identity.expected(1, id, id.value(), CLUSTER);
        Opening opening = Recovery.open(FileDisk.open(directory), identity, false, Limits.DEFAULT);
        return switch (opening) {
            case Opening.Refused(String reason) -> throw new IOException(reason);
            case Opening.Recovered storage -> {
                Sum sum = new Sum();
                yield new Member(start(id, storage, addresses, sum), sum);
            }
        };
    }

    private static Node<Boolean> start(
            ServerId id,
            Opening.Recovered storage,
            SortedMap<ServerId, List<InetSocketAddress>> addresses,
            Sum sum) {
        SortedMap<ServerId, List<InetSocketAddress>> peers = new TreeMap<>(addresses);
        List<InetSocketAddress> own = addresses.getOrDefault(id, List.of());
        peers.remove(id);
        TransportSettings transport =
                new TransportSettings(
                        id,
                        own,
                        peers,
                        1,
                        storage.identity().incarnation(),
                        CLUSTER,
                        TransportLimits.DEFAULT);
        return Node.start(
                Config.of(id, VOTERS, Settings.of(100, 1000)),
                storage,
                new Counting(sum),
                new GrpcTransport(transport, new Remembered()),
                System::nanoTime,
                (reason, cause) -> {
                    throw new IllegalStateException("member " + id + " stopped: " + reason, cause);
                });
    }

    private record Counting(Sum sum) implements StateMachine<Boolean> {
        @Override
        public Boolean apply(long index, Bytes command) {
            sum.add(command.buffer());
            return true;
        }
    }

    /** The members of one run never forget their directories, so memory is enough. */
    private static final class Remembered implements Incarnations {
        private final Map<ServerId, Long> known = new ConcurrentHashMap<>();

        @Override
        public long known(ServerId member) {
            return known.getOrDefault(member, 0L);
        }

        @Override
        public void remember(ServerId member, long incarnation) {
            known.put(member, incarnation);
        }
    }

    @Override
    public void propose(byte[] command, Consumer<@Nullable String> done) {
        var _ =
                leader.propose(Bytes.owned(command))
                        .whenComplete((outcome, failed) -> done.accept(fault(outcome, failed)));
    }

    private static @Nullable String fault(Outcome<Boolean> outcome, @Nullable Throwable failed) {
        if (failed != null) {
            return failed.toString();
        }
        return switch (outcome) {
            case Outcome.Applied<Boolean> _ -> null;
            case Outcome.Refused<Boolean> refused -> refused.why().toString();
        };
    }

    @Override
    public void aim() {
        leader =
                Waiting.until(
                        "jangada elected no leader",
                        () ->
                                members.stream()
                                        .map(Member::node)
                                        .filter(node -> node.status().standing() == Standing.LEADER)
                                        .findFirst());
    }

    @Override
    public Applied applied(int member) {
        return members.get(member).sum().now();
    }

    @Override
    public void close() {
        members.forEach(member -> member.node().close());
    }
}
