package io.jangada.sim.nemesis;

import io.jangada.node.SnapshotPolicy;
import io.jangada.node.storage.Limits;
import io.jangada.raft.Settings;
import io.jangada.sim.history.Operation;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.seed.Scene;
import io.jangada.sim.storage.Tally;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.World;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One run of a scripted scene, and what may be asked about it afterwards. All times are
 * nanoseconds, from the start of the run.
 */
record Play(World.Run run, Reigns reigns, List<Operation> operations) {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    /** Time-outs as etcd ships them. */
    static final Settings CORE = Settings.of(100, 1_000);

    static final long ELECTION = CORE.electionTimeoutMin();

    /** When a cluster is well under way. */
    static final long SETTLED = 5 * SECOND;

    /** Small segments, so that a scene sees many of them. */
    private static final Limits LIMITS =
            new Limits(256 << 10, 16 << 10, 16 << 10, 1 << 20, 64 << 10, 16 << 10, 64);

    /** A good disk and a good network. */
    static final Setup.Pace PACE = new Setup.Pace(1_000, 40_000, MS / 2, 2 * MS, MS / 10, MS, true);

    static final KeyValueLoad.Size BUSY = new KeyValueLoad.Size(8, 8, SECOND / 20, 256);

    static Setup setup(int members, Settings core, Setup.Pace pace, long length) {
        return new Setup(
                members,
                members,
                core,
                LIMITS,
                5_000,
                1024,
                length,
                false,
                SnapshotPolicy.DEFAULT,
                pace);
    }

    static Setup setup(int members, long length) {
        return setup(members, CORE, PACE, length);
    }

    static Play of(long seed, Setup setup, List<Trouble> troubles) {
        return of(seed, setup, BUSY, troubles);
    }

    static Play of(long seed, Setup setup, KeyValueLoad.Size load, List<Trouble> troubles) {
        KeyValueLoad clients = new KeyValueLoad(load);
        Reigns reigns = new Reigns();
        World.Run run =
                new Scene(seed, setup, load, troubles).world(clients).witnessed(reigns).run();
        return new Play(run, reigns, clients.operations());
    }

    /** Complains when an invariant did not hold, or the cluster did not heal. */
    boolean isSafe(Tally tally, String name) {
        if (run.violation() != null) {
            tally.complain("%s, seed %d: %s".formatted(name, run.seed(), run.violation()));
            return false;
        }
        tally.count("writes acknowledged", run.acknowledged());
        return true;
    }

    /** When writes were acknowledged from {@code from} to {@code until}, in order. */
    private List<Long> written(long from, long until) {
        return operations.stream()
                .filter(Play::wrote)
                .map(Operation::returned)
                .filter(moment -> moment >= from && moment < until)
                .sorted()
                .toList();
    }

    private static boolean wrote(Operation operation) {
        var response = operation.response();
        return response != null && response.changed(operation.request());
    }

    private static boolean read(Operation operation) {
        return operation.response() != null && operation.request().changes().isEmpty();
    }

    /** How many writes were acknowledged meanwhile. */
    long writes(long from, long until) {
        return written(from, until).size();
    }

    /** How long after {@code from} the first write was acknowledged, if one was. */
    long firstWrite(long from, long until) {
        List<Long> written = written(from, until);
        return (written.isEmpty() ? until : written.getFirst()) - from;
    }

    /** The longest time without an acknowledged write, from {@code from} to {@code until}. */
    long longestWithoutWrite(long from, long until) {
        return longestGap(written(from, until), from, until);
    }

    /** The longest time without a read that was answered. */
    long longestWithoutRead(long from, long until) {
        List<Long> answered =
                operations.stream()
                        .filter(Play::read)
                        .map(Operation::returned)
                        .filter(moment -> moment >= from && moment < until)
                        .sorted()
                        .toList();
        return longestGap(answered, from, until);
    }

    static long longestGap(List<Long> moments, long from, long until) {
        long longest = 0;
        long last = from;
        for (long moment : moments) {
            longest = Math.max(longest, moment - last);
            last = moment;
        }
        return Math.max(longest, until - last);
    }

    /** How long the operations took that began meanwhile, the quickest first. */
    List<Long> taken(long from, long until) {
        List<Long> taken = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.invoked() >= from && operation.invoked() < until) {
                long returned = operation.returned();
                taken.add(returned == Long.MAX_VALUE ? returned : returned - operation.invoked());
            }
        }
        taken.sort(null);
        return taken;
    }

    /** Who led when the trouble struck; a calm cluster has a leader. */
    Reigns.@Nullable Reign ledAt(long moment, Tally tally, String name) {
        Reigns.Reign reign = reigns.at(moment);
        if (reign == null) {
            tally.complain("%s, seed %d: nobody led in a calm cluster".formatted(name, run.seed()));
        }
        return reign;
    }
}
