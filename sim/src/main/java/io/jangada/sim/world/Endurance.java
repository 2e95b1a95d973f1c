package io.jangada.sim.world;

import io.jangada.node.storage.Opening;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.disk.SimDisk;

import java.util.List;

/**
 * Looks at what would be left: when a member promises something, now and then its disk as it would
 * be after the worst cut of power is opened apart, and must hold what was promised; and a start
 * that is cut off anywhere must lead to the same as one that is not.
 */
final class Endurance {
    /**
     * The longest time between two looks, nanoseconds; opening a disk costs thousands of events.
     */
    private static final long PAUSE_MAX = 12_000_000_000L;

    private static final double STARTS_SAMPLED = 0.05;
    private static final int OPERATIONS_MAX = 60;

    private final World<?> world;
    private final Choice choice;
    private long next;

    Endurance(World<?> world, Choice choice) {
        this.world = world;
        this.choice = choice;
    }

    void look(Host<?> host, List<Output> outputs) {
        if (world.agenda().now() < next
                || host.rotten
                || outputs.stream().noneMatch(Endurance::promises)) {
            return;
        }
        next = world.agenda().now() + choice.between(0, PAUSE_MAX);
        world.coverage().count("worst cut of power looked at");
        switch (host.open(host.disk.worst())) {
            case Opening.Recovered recovered ->
                    world.oracle()
                            .wouldRecover(
                                    host.id,
                                    recovered.hardState(),
                                    recovered.prevTerm(),
                                    recovered.log());
            case Opening.Refused(String reason) ->
                    world.oracle().report("I9", host.id + " would not start again: " + reason);
        }
    }

    private static boolean promises(Output output) {
        return output instanceof Output.Send(_, var message)
                && (message instanceof Message.AppendAccepted
                        || message instanceof Message.RequestVoteReply);
    }

    /** Opens one copy of the disk at once, and another after attempts that are cut off. */
    void compare(Host<?> host) {
        if (!choice.happens(STARTS_SAMPLED)) {
            return;
        }
        world.coverage().count("start compared with one that is cut off");
        Opening straight = host.open(host.disk.copy());
        Opening broken = host.open(cutOff(host));
        if (!alike(straight, broken)) {
            world.oracle()
                    .report(
                            "I21",
                            "%s starts with %s, and after a start that was cut off with %s"
                                    .formatted(host.id, straight, broken));
        }
    }

    /** What a start leaves that loses its power somewhere. */
    private SimDisk cutOff(Host<?> host) {
        int[] left = {choice.below(OPERATIONS_MAX)};
        SimDisk failing =
                host.disk.copy((_, _) -> {
                    if (left[0]-- == 0) {
                        throw new DiskWeather.PowerLost();
                    }
                    return SimDisk.Fault.NONE;
                });
        try {
            host.open(failing);
        } catch (DiskWeather.PowerLost lost) {
            world.coverage().count("start apart cut off");
        }
        left[0] = -1;
        failing.killed();
        failing.powerCut(choice, true);
        return failing;
    }

    private static boolean alike(Opening one, Opening other) {
        return one instanceof Opening.Recovered(_, _, var hardState, var log, _, long suspect, _, _)
                && other
                        instanceof
                        Opening.Recovered(_, _, var second, var again, _, long from, _, _)
                && hardState.equals(second)
                && log.equals(again)
                && suspect == from;
    }
}
