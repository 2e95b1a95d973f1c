package io.jangada.sim.nemesis;

import io.jangada.kv.Result;
import io.jangada.node.StateMachine;
import io.jangada.sim.history.Operation;
import io.jangada.sim.history.Response;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.world.Cluster;
import io.jangada.sim.world.Workload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Beside the usual clients one that asks every member for its revision again and again, and waits
 * for each answer however long it takes. The usual ones turn to another member soon, and so never
 * see what one answers that stood still.
 */
final class Patient implements Workload<Result> {
    private static final long EVERY = 20 * Play.MS;

    private final KeyValueLoad load;
    private final List<Look> looks = new ArrayList<>();
    private boolean stopped;

    /** A read that was served: asked for when, at which member, when, and what it saw. */
    record Look(long invoked, int member, long served, long revision) {}

    Patient(KeyValueLoad load) {
        this.load = load;
    }

    @Override
    public void start(Cluster<Result> cluster) {
        load.start(cluster);
        for (int member = 0; member < cluster.members(); member++) {
            ask(cluster, member);
        }
    }

    private void ask(Cluster<Result> cluster, int member) {
        long invoked = cluster.now();
        cluster.<Boolean>read(
                member,
                machine -> {
                    long revision = KeyValueLoad.revision(machine);
                    return looks.add(new Look(invoked, member, cluster.now(), revision));
                },
                _ -> {});
        cluster.after(
                EVERY,
                () -> {
                    if (!stopped) {
                        ask(cluster, member);
                    }
                });
    }

    List<Look> looks() {
        return List.copyOf(looks);
    }

    /**
     * Those that saw less than somebody had been told before they were asked for.
     *
     * @param operations what the usual clients saw
     */
    static List<Look> stale(List<Look> looks, List<Operation> operations) {
        TreeMap<Long, Long> known = new TreeMap<>();
        for (Operation operation : operations) {
            Response response = operation.response();
            if (response != null) {
                known.merge(operation.returned(), response.revision(), Math::max);
            }
        }
        long highest = 0;
        for (Map.Entry<Long, Long> entry : known.entrySet()) {
            highest = Math.max(highest, entry.getValue());
            entry.setValue(highest);
        }
        List<Look> stale = new ArrayList<>();
        for (Look look : looks) {
            Map.Entry<Long, Long> before = known.lowerEntry(look.invoked());
            if (before != null && look.revision() < before.getValue()) {
                stale.add(look);
            }
        }
        return stale;
    }

    @Override
    public StateMachine<Result> machine() {
        return load.machine();
    }

    @Override
    public long digest(Result result) {
        return load.digest(result);
    }

    @Override
    public void stop() {
        stopped = true;
        load.stop();
    }

    @Override
    public boolean isIdle() {
        return load.isIdle();
    }

    @Override
    public long acknowledged() {
        return load.acknowledged();
    }

    @Override
    public @Nullable String check() {
        return load.check();
    }

    @Override
    public boolean isUndecided() {
        return load.isUndecided();
    }
}
