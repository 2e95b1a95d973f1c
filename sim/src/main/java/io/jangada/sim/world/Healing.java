package io.jangada.sim.world;

import io.jangada.raft.ServerId;
import io.jangada.sim.chance.Choice;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The end of a run: troubles stop, a majority is made well, the others are dead for good or well
 * too. Within a bound there must be one leader, every client must have its answer, and all who are
 * well must be alike.
 */
final class Healing<R> {
    /** Longest election time-outs until all is well. */
    private static final int BOUND = 20;

    private final World<R> world;
    private final Choice choice;

    Healing(World<R> world, Choice choice) {
        this.world = world;
        this.choice = choice;
    }

    void run() {
        if (world.oracle().violation() != null) {
            return;
        }
        world.tell("! from here on no troubles");
        world.network().heal();
        List<Host<R>> well = well();
        if (well.size() <= world.hosts().size() / 2) {
            world.coverage().count("no majority left");
            return;
        }
        long now = world.agenda().now();
        for (Host<R> host : world.hosts()) {
            host.weather.heal();
            host.clock.run(now, 1);
            host.stand(0);
            if (well.contains(host)) {
                host.cutOffAfter = -1;
                host.rots = false;
                host.start();
            } else {
                host.powerCut();
                host.refused = "dead for good";
            }
        }
        long longest = 2 * world.setup().core().electionTimeoutMin();
        long clients = 20_000_000_000L;
        List<ServerId> ids = well.stream().map(host -> host.id).toList();
        long enough = world.workload().acknowledged() + 3;
        until(
                now + BOUND * longest + clients,
                () -> world.workload().acknowledged() >= enough,
                "writes are acknowledged");
        world.workload().stop();
        until(
                world.agenda().now() + BOUND * longest + clients,
                () -> world.workload().isIdle(),
                "every client has its answer");
        until(
                world.agenda().now() + BOUND * longest,
                () -> leader(well) && world.oracle().areAlike(ids),
                "all members are alike under one leader");
    }

    private List<Host<R>> well() {
        List<Host<R>> starting = new ArrayList<>();
        for (Host<R> host : world.hosts()) {
            if (host.refused == null) {
                starting.add(host);
            }
        }
        int majority = world.hosts().size() / 2 + 1;
        while (starting.size() > majority && choice.happens(0.5)) {
            starting.remove(choice.below(starting.size()));
        }
        return starting;
    }

    private boolean leader(List<Host<R>> well) {
        return well.stream().filter(Host::leads).count() == 1;
    }

    private void until(long end, BooleanSupplier fact, String what) {
        long step = world.setup().core().heartbeat();
        while (world.oracle().violation() == null && !fact.getAsBoolean()) {
            if (world.agenda().now() >= end) {
                world.oracle()
                        .report("L1", "after all troubles it does not come about that " + what);
                return;
            }
            world.runUntil(world.agenda().now() + step);
        }
    }
}
