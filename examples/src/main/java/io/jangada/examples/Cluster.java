package io.jangada.examples;

import io.jangada.node.LocalNetwork;
import io.jangada.node.Node;
import io.jangada.node.Outcome;
import io.jangada.node.Reason;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Members in one JVM, and what to do when one of them refuses.
 *
 * @param <R> what the state machine gives
 */
record Cluster<R>(List<Node<R>> members) implements AutoCloseable {

    /** A member for each machine; they find their data again in {@code directory}. */
    static <R> Cluster<R> open(Path directory, List<? extends StateMachine<R>> machines) {
        TreeSet<ServerId> ids = new TreeSet<>();
        machines.forEach(_ -> ids.add(new ServerId(ids.size() + 1)));
        Members all = Members.of(ids.toArray(ServerId[]::new));
        LocalNetwork network = new LocalNetwork();
        Cluster<R> cluster = new Cluster<>(new ArrayList<>());
        try {
            for (ServerId id : ids) {
                StateMachine<R> machine = machines.get(cluster.members.size());
                Path own = directory.resolve("member-" + id);
                cluster.members.add(Node.open(own, id, all, machine, network));
            }
        } catch (IOException failure) {
            cluster.members.forEach(Node::close);
            throw new UncheckedIOException(failure);
        }
        return cluster;
    }

    /**
     * Asks one member after another. Only for commands of which the second does nothing if the
     * first was applied after all.
     */
    Outcome<R> ask(String command) {
        Outcome<R> last = new Outcome.Refused<>(Reason.STOPPED);
        for (Node<R> member : members) {
            last = member.propose(Bytes.utf8(command)).join();
            switch (last) {
                case Outcome.Applied<R> _ -> {
                    return last;
                }
                case Outcome.Refused<R>(Reason why) -> {
                    if (!mayBeAskedOfAnother(why)) {
                        return last;
                    }
                }
            }
        }
        return last;
    }

    private static boolean mayBeAskedOfAnother(Reason why) {
        return switch (why) {
            case BUSY, NO_LEADER, NO_SPACE -> true; // nothing was done
            case TIMED_OUT, STOPPED -> true; // perhaps it was done, perhaps it will be
            case TOO_LARGE -> false;
        };
    }

    /** All at once; one that goes alone hands over first, with {@link Node#stop}. */
    @Override
    public void close() {
        members.forEach(Node::close);
    }
}
