package io.jangada.bench;

import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Three members of jraft over its own RPC and with its default log storage. Log and vote are forced
 * to disk; everything else is as it ships.
 */
final class JraftTrio implements Trio {
    private static final String GROUP = "bench";

    /** A member and what it applied. */
    private record Member(RaftGroupService service, Node node, Sum sum) {}

    private final List<Member> members = new ArrayList<>();
    private volatile Node leader;

    private JraftTrio(Path directory) throws IOException {
        List<PeerId> peers = new ArrayList<>();
        for (int port : Ports.free(MEMBERS)) {
            peers.add(new PeerId("127.0.0.1", port));
        }
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member(directory.resolve("jraft" + (i + 1)), peers.get(i), peers));
        }
        leader = members.getFirst().node();
    }

    static Trio start(Path directory) throws IOException {
        JraftTrio trio = new JraftTrio(directory);
        trio.aim();
        return trio;
    }

    private static Member member(Path directory, PeerId self, List<PeerId> peers)
            throws IOException {
        Files.createDirectories(directory);
        RaftOptions raft = new RaftOptions();
        raft.setSync(true);
        raft.setSyncMeta(true);
        Sum sum = new Sum();
        NodeOptions options = new NodeOptions();
        options.setRaftOptions(raft);
        options.setElectionTimeoutMs(1000);
        options.setInitialConf(new Configuration(peers));
        options.setFsm(new Counting(sum));
        options.setLogUri(directory.resolve("log").toString());
        options.setRaftMetaUri(directory.resolve("meta").toString());
        RaftGroupService service = new RaftGroupService(GROUP, self, options);
        return new Member(service, service.start(), sum);
    }

    private static final class Counting extends StateMachineAdapter {
        private final Sum sum;

        private Counting(Sum sum) {
            this.sum = sum;
        }

        @Override
        public void onApply(Iterator entries) {
            while (entries.hasNext()) {
                sum.add(entries.getData());
                if (entries.done() != null) {
                    entries.done().run(Status.OK());
                }
                entries.next();
            }
        }
    }

    @Override
    public void propose(byte[] command, Consumer<@Nullable String> done) {
        leader.apply(
                new Task(
                        ByteBuffer.wrap(command),
                        status -> done.accept(status.isOk() ? null : status.toString())));
    }

    @Override
    public void aim() {
        leader =
                Waiting.until(
                        "jraft elected no leader",
                        () ->
                                members.stream()
                                        .map(Member::node)
                                        .filter(Node::isLeader)
                                        .findFirst());
    }

    @Override
    public Applied applied(int member) {
        return members.get(member).sum().now();
    }

    @Override
    public void close() {
        members.forEach(member -> member.service().shutdown());
    }
}
