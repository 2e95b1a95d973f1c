package io.jangada.sim.seed;

import io.jangada.kv.Result;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.World;

import java.util.List;

/** All that decides a run besides the code. */
public record Scene(long seed, Setup setup, KeyValueLoad.Size load, List<Trouble> troubles) {

    /** A world that was not run yet. */
    public World<Result> world() {
        return world(new KeyValueLoad(load));
    }

    /** The same for clients that the caller can ask afterwards. */
    public World<Result> world(KeyValueLoad clients) {
        return new World<>(seed, setup, troubles, clients);
    }

    Scene withMembers(int members) {
        return new Scene(seed, setup.withMembers(members), load, troubles);
    }

    Scene with(List<Trouble> others) {
        return new Scene(seed, setup, load, others);
    }

    Scene withClients(int clients) {
        return with(new KeyValueLoad.Size(clients, load.keys(), load.pause(), load.valueBytes()));
    }

    Scene withKeys(int keys) {
        return with(new KeyValueLoad.Size(load.clients(), keys, load.pause(), load.valueBytes()));
    }

    private Scene with(KeyValueLoad.Size other) {
        return new Scene(seed, setup, other, troubles);
    }
}
