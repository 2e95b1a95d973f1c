package io.jangada.sim.world;

/** Lets troubles happen. */
final class Striking<R> {
    /** Nanoseconds after which a cluster should have a leader when all have their power back. */
    private static final long BACK = 5_000_000_000L;

    private final World<R> world;

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
        long now = world.agenda().now();
        switch (trouble) {
            case Trouble.Crash(_, int member, long down) -> {
                took(trouble, host(member).isUp());
                host(member).crash();
                world.agenda().after(down, host(member)::start);
            }
            case Trouble.PowerCut(_, var members, long down) -> {
                took(trouble, members.stream().anyMatch(member -> host(member).isUp()));
                for (int member : members) {
                    host(member).powerCut();
                    world.agenda().after(down, host(member)::start);
                }
                if (members.size() == world.hosts().size()) {
                    world.agenda().after(down + BACK, this::back);
                }
            }
            case Trouble.CutOffStart(_, int member, int operations) -> {
                took(trouble, true);
                host(member).cutOffAfter = operations;
                host(member).powerCut();
                world.agenda().after(world.setup().core().heartbeat(), host(member)::start);
            }
            case Trouble.Pause(_, int member, long length) -> {
                took(trouble, host(member).isUp());
                host(member).stand(now + length);
            }
            case Trouble.Drift(_, int member, double rate) -> {
                took(trouble, true);
                host(member).clock.run(now, rate);
            }
            case Trouble.Leap(_, int member, long by) -> {
                took(trouble, host(member).isUp());
                host(member).clock.leap(now, by);
            }
            case Trouble.Cut cut -> {
                took(trouble, !cut.links().isEmpty());
                for (Trouble.Link link : cut.links()) {
                    world.network().cut(link.from() - 1, link.to() - 1, now + cut.length());
                }
            }
            case Trouble.Clog(_, long length, int one, int other) -> {
                took(trouble, host(one).isUp() && host(other).isUp());
                world.network().clog(one - 1, other - 1, now + length);
            }
            case Trouble.Reset(_, int one, int other) -> {
                took(trouble, host(one).isUp() && host(other).isUp());
                world.network().reset(one - 1, other - 1);
                host(one).lost(host(other).id);
                host(other).lost(host(one).id);
            }
            case Trouble.Storm(_, long length, double loss, double duplicates, double delays) -> {
                took(trouble, true);
                world.network().storm(loss, duplicates, delays, now + length);
            }
            case Trouble.SlowDisk(_, long length, int member, double times) -> {
                took(trouble, host(member).isUp());
                host(member).weather.slow(times, now + length);
            }
            case Trouble.DiskFault fault -> host(fault.member()).weather.add(fault);
            case Trouble.NthFault nth -> host(nth.member()).weather.add(nth);
            case Trouble.FullDisk(_, long length, int member) ->
                    host(member).weather.full(now + length);
            case Trouble.Rot(_, int member) -> {
                took(trouble, true);
                host(member).rots = true;
                host(member).crash();
                world.agenda()
                        .after(world.setup().core().electionTimeoutMin(), host(member)::start);
            }
            case Trouble.Transfer(_, int member) -> transfer(trouble, member);
        }
    }

    private void back() {
        boolean led = world.hosts().stream().anyMatch(Host::leads);
        world.coverage()
                .count(led ? "led 5 s after all lost power" : "not led 5 s after all lost power");
    }

    private void transfer(Trouble trouble, int member) {
        for (Host<R> one : world.hosts()) {
            var running = one.member();
            if (running != null && one.leads()) {
                took(trouble, true);
                var _ = running.transfer(host(member).id);
            }
        }
    }

    private void took(Trouble trouble, boolean effect) {
        if (effect) {
            world.coverage().count("took effect " + trouble.getClass().getSimpleName());
        }
    }
}
