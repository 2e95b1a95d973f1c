package io.jangada.sim.check;

import io.jangada.raft.Input;
import io.jangada.raft.Output;

import org.jspecify.annotations.Nullable;

/** A leader never cuts its own log (Raft paper, figure 3). */
final class LeaderAppendOnly extends Invariant {
    LeaderAppendOnly() {
        super("I2");
    }

    @Override
    @Nullable String ordered(Sight sight, Shadow server, Input input, Output output) {
        boolean cuts = output instanceof Output.Append append && append.truncates();
        return cuts && server.leads()
                ? "%s leads and cuts its log: %s".formatted(server, output)
                : null;
    }
}
