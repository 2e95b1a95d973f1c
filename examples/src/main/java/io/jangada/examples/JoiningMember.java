package io.jangada.examples;

import io.jangada.node.ChangeOutcome;
import io.jangada.node.Config;
import io.jangada.node.Node;
import io.jangada.node.Reason;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.transport.Addresses;
import io.jangada.transport.GrpcTransport;
import io.jangada.transport.IncarnationFile;
import io.jangada.transport.Incarnations;
import io.jangada.transport.TransportSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Three members run, over sockets; a fourth one joins them, and the first one leaves. */
final class JoiningMember {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private JoiningMember() {}

    /** Who joins begins with {@link Members#NONE}: the log will tell it who they are. */
    static Node<Long> start(
            Path directory, ServerId self, Members members, Addresses all, LogReader machine)
            throws IOException {
        Incarnations known = IncarnationFile.open(directory.resolve("peers-" + self));
        return Node.open(
                directory.resolve("member-" + self),
                Config.of(self, members, Settings.of(100, 1000)),
                machine,
                own -> new GrpcTransport(TransportSettings.of(own, all, "example"), known),
                (reason, _) -> System.err.println("member " + self + " stopped: " + reason));
    }

    /** Changes the members from what they are now; if somebody else does too, it looks again. */
    static ChangeOutcome change(Node<Long> asked, UnaryOperator<Members> change) {
        for (long end = System.nanoTime() + PATIENCE_NANOS; ; LockSupport.parkNanos(20_000_000)) {
            var _ = asked.read().join(); // so that it knows of what was changed before
            Members expected = asked.members();
            ChangeOutcome outcome = asked.changeMembers(expected, change.apply(expected)).join();
            boolean again =
                    switch (outcome) {
                        case ChangeOutcome.Changed() -> false;
                        case ChangeOutcome.Unknown(Reason why) -> why != Reason.STOPPED;
                        case ChangeOutcome.Refused(Refusal why) -> why != Refusal.BAD_CONFIGURATION;
                    };
            if (!again || System.nanoTime() > end) {
                return outcome;
            }
        }
    }

    static void run(Path directory, Addresses all, Consumer<String> out) throws IOException {
        ServerId one = new ServerId(1);
        ServerId four = new ServerId(4);
        Members three = Members.of(one, new ServerId(2), new ServerId(3)).at(all.encode());
        List<Node<Long>> nodes = new ArrayList<>();
        try {
            for (ServerId id : three.voters()) {
                nodes.add(start(directory, id, three, all, new LogReader()));
            }
            out.accept("" + nodes.getFirst().propose(Bytes.utf8("anna 1 hello")).join());
            LogReader log = new LogReader();
            nodes.add(start(directory, four, Members.NONE, all, log));
            Node<Long> fourth = nodes.getLast();
            out.accept("learns: " + change(nodes.getFirst(), now -> now.withLearner(four)));
            out.accept("votes: " + change(nodes.getFirst(), now -> now.promote(four)));
            out.accept("goes: " + change(fourth, now -> now.without(one)));
            nodes.removeFirst().close();
            out.accept(log.tail(fourth, 1, (at, line) -> out.accept(at + ": " + line)) + "");
        } finally {
            nodes.forEach(Node::close);
        }
    }
}
