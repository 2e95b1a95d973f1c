package io.jangada.sim.world;

import io.jangada.node.Member;
import io.jangada.node.ReadMode;
import io.jangada.node.ReadOutcome;
import io.jangada.raft.ServerId;
import io.jangada.sim.chance.Choice;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * The end of a run: troubles stop, a majority is made well, the others are dead for good or well
 * too. Within a bound there must be one leader, every client must have its answer, and all who are
 * well must be alike.
 */
final class Healing<R> {
    /** Longest election time-outs until all is well. */
    private static final int BOUND = 20;

    /** Nanoseconds that clients may be patient for, and pause, beside that. */
    private static final long CLIENTS = 20_000_000_000L;

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
        if (!world.setup().changes() && well.size() <= world.hosts().size() / 2) {
            world.coverage().count(Least.NO_MAJORITY);
            return;
        }
        long now = world.agenda().now();
        for (Host<R> host : world.hosts()) {
            host.weather.heal();
            host.clock.run(now, 1);
            if (well.contains(host)) {
                host.cutOffAfter = -1;
                host.rots = false;
                host.start();
            } else {
                host.powerCut();
                host.refused = "dead for good";
            }
        }
        long enough = world.workload().acknowledged() + 3;
        if (comes("writes are acknowledged", () -> world.workload().acknowledged() >= enough)
                && goesOn()) {
            world.workload().stop();
            boolean alike =
                    comes("every client has its answer", world.workload()::isIdle)
                            && comes(
                                    "all members are alike under one leader",
                                    () -> leader(well) && world.oracle().areAlike(members(well)));
            if (alike && readable(well.stream().filter(this::isMember).toList())) {
                world.coverage().count("healed");
            }
        }
    }

    /** Clients work until the run has done the least; false when something is violated. */
    private boolean goesOn() {
        if (world.setup().troubled() < Least.LENGTH) {
            return true;
        }
        long end = world.agenda().now() + Least.LONGEST;
        while (world.agenda().now() < end
                && !Least.isReached(world.agenda().events(), world.workload().acknowledged())) {
            if (!world.runUntil(world.agenda().now() + world.setup().core().heartbeat())) {
                return false;
            }
        }
        return true;
    }

    /** After one more change of leader, and without any write, every member answers a read. */
    private boolean readable(List<Host<R>> well) {
        for (Host<R> host : well) {
            if (host.leads()) {
                host.crash();
                world.agenda().after(world.setup().core().heartbeat(), host::start);
                break;
            }
        }
        TreeSet<Integer> answered = new TreeSet<>();
        TreeSet<Integer> asked = new TreeSet<>();
        return comes(
                "every member answers a read without a write",
                () -> {
                    for (Host<R> host : well) {
                        Member<R> member = host.member();
                        if (member != null
                                && !answered.contains(host.number)
                                && asked.add(host.number)) {
                            var _ =
                                    member.read(ReadMode.READ_INDEX)
                                            .thenAccept(outcome -> {
                                                asked.remove(host.number);
                                                if (outcome instanceof ReadOutcome.Ready) {
                                                    answered.add(host.number);
                                                }
                                            });
                        }
                        if (member == null) {
                            asked.remove(host.number);
                        }
                    }
                    return answered.size() == well.size();
                });
    }

    private List<Host<R>> well() {
        List<Host<R>> starting = new ArrayList<>();
        for (Host<R> host : world.hosts()) {
            if (host.refused == null) {
                starting.add(host);
            }
        }
        int majority = world.hosts().size() / 2 + 1;
        while (!world.setup().changes() && starting.size() > majority && choice.happens(0.5)) {
            starting.remove(choice.below(starting.size()));
        }
        return starting;
    }

    /** A last batch that may or may not have been acknowledged is repaired by a leader only. */
    private boolean majorityVotes() {
        long voting =
                world.hosts().stream()
                        .filter(host -> host.isUp() && !world.oracle().isSuspect(host.id))
                        .count();
        return voting > world.hosts().size() / 2;
    }

    /** Those who are well and members, by what the leader has in its log. */
    private List<ServerId> members(List<Host<R>> well) {
        return well.stream().filter(this::isMember).map(host -> host.id).toList();
    }

    private boolean isMember(Host<R> one) {
        return world.hosts().stream()
                .filter(Host::leads)
                .allMatch(leader -> world.oracle().members(leader.id).all().contains(one.id));
    }

    private boolean leader(List<Host<R>> well) {
        return well.stream().filter(Host::leads).count() == 1;
    }

    /** False when it does not come about in time; that is a violation, or it is excused. */
    private boolean comes(String what, BooleanSupplier fact) {
        long step = world.setup().core().heartbeat();
        long longest = 2 * world.setup().core().electionTimeoutMin();
        long end = world.agenda().now() + BOUND * longest + CLIENTS;
        while (!fact.getAsBoolean()) {
            if (world.agenda().now() >= end) {
                late(what);
                return false;
            }
            if (!world.runUntil(world.agenda().now() + step)) {
                return false;
            }
        }
        return true;
    }

    private void late(String what) {
        boolean rot = world.hosts().stream().anyMatch(host -> host.rotten);
        if (majorityVotes() || !rot) {
            world.oracle().report("L1", "after all troubles it does not come about that " + what);
        } else {
            world.coverage().count(Least.EXCUSED);
        }
    }
}
