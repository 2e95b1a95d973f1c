package io.jangada.sim.world;

import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;
import io.jangada.sim.check.Oracle;

/** A state machine that tells what was applied to it and what came of it. */
final class Watched<R> implements StateMachine<R> {
    private final StateMachine<R> machine;
    private final Workload<R> workload;
    private final Oracle oracle;
    private final ServerId id;
    private long state = 1;

    Watched(Workload<R> workload, Oracle oracle, ServerId id) {
        this.machine = workload.machine();
        this.workload = workload;
        this.oracle = oracle;
        this.id = id;
    }

    StateMachine<R> machine() {
        return machine;
    }

    @Override
    public R apply(long index, Bytes command) {
        R result = machine.apply(index, command);
        state = (state * 31 + command.hashCode()) * 31 + workload.digest(result);
        state = state ^ (state >>> 31) ^ index;
        oracle.applied(id, index, command, state == 0 ? 1 : state);
        String wrong = workload.look(machine);
        if (wrong != null) {
            oracle.report("U1", "%s after entry %d: %s".formatted(id, index, wrong));
        }
        return result;
    }

    @Override
    public void applied(long index) {
        machine.applied(index);
    }
}
