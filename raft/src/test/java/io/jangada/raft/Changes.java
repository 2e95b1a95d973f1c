package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.HeartbeatReply;

import java.util.List;

/** What tests of changes of the members do with one server, and look at. */
final class Changes {
    private static final long MILLISECOND = 1_000_000;

    private Changes() {}

    /** Leads term 1, has committed entry 1, and every learner has answered twice. */
    static OneServer leader(String members) {
        OneServer leader = OneServer.of(OneServer.S1, Groups.of(members)).leadAndCommit();
        for (ServerId learner : Groups.of(members).learners()) {
            leader.acknowledge(learner, 1).acknowledge(learner, 1);
        }
        return leader.forget();
    }

    static OneServer change(OneServer leader, String next) {
        return leader.change(Groups.of(next));
    }

    static Refusal refusal(OneServer server) {
        assertThat(server.outputs(Output.Append.class)).as("nothing is done").isEmpty();
        return server.outputs(Output.Refuse.class).getFirst().why();
    }

    /** The configurations that were appended since the last {@code forget}. */
    static List<Members> appended(OneServer server) {
        return server.outputs(Output.Append.class).stream()
                .flatMap(append -> append.entries().configurations().values().stream())
                .toList();
    }

    static OneServer acknowledged(OneServer leader, long index, ServerId... peers) {
        for (ServerId peer : peers) {
            leader.acknowledge(peer, index);
        }
        return leader;
    }

    static OneServer at(OneServer server, long milliseconds) {
        return server.step(new Input.Tick(milliseconds * MILLISECOND));
    }

    static void confirm(OneServer leader, long round, ServerId... peers) {
        for (ServerId peer : peers) {
            leader.receive(peer, new HeartbeatReply(leader.term(), round, 1));
        }
    }

    static long commit(OneServer server) {
        return server.status().commitIndex();
    }
}
