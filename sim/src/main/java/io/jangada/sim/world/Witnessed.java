package io.jangada.sim.world;

import io.jangada.node.Member;
import io.jangada.node.Observer;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Input;
import io.jangada.raft.Output;
import io.jangada.raft.Raft;

import java.util.List;

/** A member's observer that tells the witness of the run too. */
final class Witnessed<R> implements Observer {
    private final World<R> world;
    private final Host<R> host;
    private final Observer observer;

    private Witnessed(World<R> world, Host<R> host, Observer observer) {
        this.world = world;
        this.host = host;
        this.observer = observer;
    }

    static <R> Member.Instruments by(World<R> world, Host<R> host) {
        Member.Instruments given = world.instruments(host);
        return world.witness().equals(Witness.NONE)
                ? given
                : new Member.Instruments(
                        given.probes(), new Witnessed<>(world, host, given.observer()));
    }

    @Override
    public void stepping(Raft raft, Input input) {
        world.witness().stepping(host.id, world.agenda().now(), raft, input);
    }

    @Override
    public void stepped(Raft raft, Input input, List<Payload> payloads, List<Output> outputs) {
        world.witness().stepped(host.id, raft, input, outputs);
        observer.stepped(raft, input, payloads, outputs);
    }
}
