package io.jangada.sim.world;

import io.jangada.node.ChangeOutcome;
import io.jangada.node.Member;
import io.jangada.raft.Members;

import java.util.List;

/** Lets troubles happen. */
final class Striking<R> {
    /** Nanoseconds after which a cluster should have a leader when all have their power back. */
    private static final long BACK = 5_000_000_000L;

    /** So often, and after so many nanoseconds each, a cut of power waits for a disk at work. */
    private static final int LOOKS = 200;

    private static final long LOOK = 500_000;

    private final World<R> world;

    /** The end of all troubles so far. */
    private long busyUntil;

    Striking(World<R> world) {
        this.world = world;
    }

    /** Number 0 is whoever leads. */
    private Host<R> host(int member) {
        for (Host<R> one : world.hosts()) {
            if (member == 0 ? one.leads() : one.number == member - 1) {
                return one;
            }
        }
        return world.hosts().getFirst();
    }

    void strike(Trouble trouble) {
        world.tell("!", trouble);
        world.coverage().count("injected " + trouble.getClass().getSimpleName());
        if (trouble.at() < busyUntil) {
            world.coverage().count("overlapped " + trouble.getClass().getSimpleName());
        }
        busyUntil = Math.max(busyUntil, trouble.until());
        if (takesEffect(trouble)) {
            world.coverage().count("took effect " + trouble.getClass().getSimpleName());
        }
    }

    /** A fault of a disk takes effect when the disk is used, and is counted there. */
    private boolean takesEffect(Trouble trouble) {
        long now = world.agenda().now();
        return switch (trouble) {
            case Trouble.Crash(_, int member, long down) -> {
                boolean up = host(member).isUp();
                after(down, host(member));
                host(member).crash();
                yield up;
            }
            case Trouble.PowerCut cut -> powerCut(cut);
            case Trouble.CutOffStart(_, int member, int operations) -> {
                Host<R> host = host(member);
                host.cutOffAfter = operations;
                host.powerCut();
                after(world.setup().core().heartbeat(), host);
                yield true;
            }
            case Trouble.CrashInside crash -> {
                host(crash.member()).inside.arm(crash);
                if (crash.activity() == Trouble.Activity.RECOVERY) {
                    host(crash.member()).die(crash.power(), crash.down());
                }
                yield true;
            }
            case Trouble.Interrupt interrupt -> {
                new Installation(world, host(interrupt.member()), interrupt).begin();
                yield true;
            }
            case Trouble.Pause(_, int member, long length) -> {
                host(member).stand(now + length);
                yield host(member).isUp();
            }
            case Trouble.Drift(_, int member, double rate) -> {
                host(member).clock.run(now, rate);
                yield true;
            }
            case Trouble.Leap(_, int member, long by) -> {
                host(member).clock.leap(now, by);
                yield host(member).isUp();
            }
            case Trouble.Cut _, Trouble.Clog _, Trouble.Reset _, Trouble.Storm _ ->
                    strikeNetwork(trouble, now);
            case Trouble.SlowDisk _,
                    Trouble.DiskFault _,
                    Trouble.NthFault _,
                    Trouble.FullDisk _ -> {
                strikeDisk(trouble, now);
                yield false;
            }
            case Trouble.Rot(_, int member) -> {
                Host<R> host = host(member);
                host.rots = true;
                host.crash();
                after(world.setup().core().electionTimeoutMin(), host);
                yield true;
            }
            case Trouble.Transfer(_, int member) -> transfer(member);
            case Trouble.Change change -> change(change);
        };
    }

    private void after(long down, Host<R> host) {
        world.agenda().after(down, host::start);
    }

    private boolean powerCut(Trouble.PowerCut cut) {
        List<Host<R>> hosts = cut.members().stream().map(this::host).toList();
        boolean anyUp = hosts.stream().anyMatch(Host::isUp);
        powerCut(hosts, cut.down(), LOOKS);
        return anyUp;
    }

    /** In the first moment in which one of the disks is at work, if that comes soon. */
    private void powerCut(List<Host<R>> hosts, long down, int looks) {
        if (looks > 0 && hosts.stream().allMatch(host -> host.disk.pending() == 0)) {
            world.agenda().after(LOOK, () -> powerCut(hosts, down, looks - 1));
            return;
        }
        for (Host<R> host : hosts) {
            host.powerCut();
            after(down, host);
        }
        if (hosts.size() == world.hosts().size()) {
            world.agenda().after(down + BACK, this::back);
        }
    }

    private void strikeDisk(Trouble trouble, long now) {
        switch (trouble) {
            case Trouble.SlowDisk(_, long length, int member, double times) ->
                    host(member).weather.slow(times, now + length);
            case Trouble.DiskFault fault -> {
                host(fault.member()).rotten |= fault.lies();
                host(fault.member()).weather.add(fault);
            }
            case Trouble.NthFault nth -> host(nth.member()).weather.add(nth);
            case Trouble.FullDisk(_, long length, int member) ->
                    host(member).weather.full(now + length);
            default -> throw new IllegalArgumentException(trouble + " is not of a disk");
        }
    }

    private boolean strikeNetwork(Trouble trouble, long now) {
        Network network = world.network();
        return switch (trouble) {
            case Trouble.Cut cut -> {
                for (Trouble.Link link : cut.links()) {
                    network.cut(
                            host(link.from()).number, host(link.to()).number, now + cut.length());
                }
                yield !cut.links().isEmpty();
            }
            case Trouble.Clog(_, long length, int one, int other) -> {
                network.clog(one - 1, other - 1, now + length);
                yield host(one).isUp() && host(other).isUp();
            }
            case Trouble.Reset(_, int one, int other) -> {
                network.reset(one - 1, other - 1);
                host(one).lost(host(other).id);
                host(other).lost(host(one).id);
                yield host(one).isUp() && host(other).isUp();
            }
            case Trouble.Storm(_, long length, double loss, double duplicates, double delays) -> {
                network.storm(loss, duplicates, delays, now + length);
                yield true;
            }
            default -> throw new IllegalArgumentException(trouble + " is not of the network");
        };
    }

    private void back() {
        boolean led = world.hosts().stream().anyMatch(Host::leads);
        world.coverage()
                .count(led ? "led 5 s after all lost power" : "not led 5 s after all lost power");
    }

    private boolean change(Trouble.Change change) {
        Member<R> asked = host(change.asked()).member();
        if (asked == null) {
            return false;
        }
        Members now = asked.members();
        Members next = Operator.change(now, change, world.hosts().size());
        if (next == null) {
            return false;
        }
        world.coverage().count("change " + change.what());
        var _ =
                asked.changeMembers(now, next)
                        .thenAccept(outcome -> {
                            world.tell("!", change.what(), "ends", outcome);
                            world.coverage().count("change ends " + name(outcome));
                        });
        return true;
    }

    private static String name(ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Changed() -> "done";
            case ChangeOutcome.Refused(var why) -> "refused " + why;
            case ChangeOutcome.Unknown(var why) -> "unknown " + why;
        };
    }

    private boolean transfer(int member) {
        boolean asked = false;
        for (Host<R> one : world.hosts()) {
            var running = one.member();
            if (running != null && one.leads()) {
                var _ = running.transfer(host(member).id);
                asked = true;
            }
        }
        return asked;
    }
}
