package io.jangada.sim.world;

import io.jangada.node.Chance;
import io.jangada.node.Config;
import io.jangada.node.Frame;
import io.jangada.node.Member;
import io.jangada.node.Part;
import io.jangada.node.StateMachine;
import io.jangada.node.Transport;
import io.jangada.node.storage.Disk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.SimDisk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** One machine: its disk, its clock, and the member that runs on it while it is up. */
final class Host<R> {
    private static final int DRIVER = 0;
    private static final int APPLIER = 1;
    private static final int SNAPSHOT = 2;
    private static final int FIRST_LANE = 3;
    private static final List<Lane> LANES = List.of(Lane.values());
    private static final int PARTS = FIRST_LANE + LANES.size();

    /** How often a part that nobody wakes looks around, as the product's threads do. */
    private static final long IDLE = 500_000_000;

    private static final long SNAPSHOT_IDLE = 50_000_000;

    private final World<R> world;
    final int number;
    final ServerId id;
    final SimClock clock;
    final Inside inside;
    final DiskWeather weather;
    final SimDisk disk;
    private final Choice threads;
    private final Chance dice;

    /** Calls of clients that are not answered. */
    final LinkedHashSet<Runnable> calls = new LinkedHashSet<>();

    private @Nullable Member<R> member;
    private @Nullable Watched<R> machine;
    private @Nullable Bounds bounds;
    private final List<Part> parts = new ArrayList<>();
    private final boolean[] woken = new boolean[PARTS];

    /** Tells starts apart: what was scheduled for another one does not happen. */
    private int start;

    private long standsUntil;
    private @Nullable String fatal;

    /** Why it does not start any more; null while it may. */
    @Nullable String refused;

    /** Bits of its files flipped: it may refuse to start. */
    boolean rotten;

    /** Flips a bit before the next start. */
    boolean rots;

    /** After how many operations of the disk the next start is cut off; -1 when it is not. */
    int cutOffAfter = -1;

    Host(World<R> world, int number, long seed) {
        this.world = world;
        this.number = number;
        this.id = new ServerId(number + 1);
        this.threads = Keyed.of(seed, "threads", number);
        this.clock = new SimClock(Keyed.of(seed, "clock", number).between(0, 1L << 50));
        this.inside = new Inside(world.coverage(), this::dieSoon);
        this.weather = new DiskWeather(world, Keyed.of(seed, "disk", number), inside);
        this.disk = new SimDisk(weather, this::completes);
        this.dice = dice(Keyed.of(seed, "member", number));
    }

    private static Chance dice(Choice choice) {
        return new Chance() {
            @Override
            public long bits() {
                return choice.bits() | 1;
            }

            @Override
            public long draw(long min, long max) {
                return choice.between(min, max);
            }
        };
    }

    boolean isUp() {
        return member != null;
    }

    boolean leads() {
        return member != null && member.status().standing() == Standing.LEADER;
    }

    @Nullable Member<R> member() {
        return member;
    }

    /** The state machine of the last start. */
    StateMachine<R> machine() {
        if (machine == null) {
            throw new IllegalStateException(id + " never started");
        }
        return machine.machine();
    }

    /** Opens the disk and runs the member on it; stays down when the disk does not let it. */
    void start() {
        if (member != null || refused != null) {
            return;
        }
        start++;
        fatal = null;
        if (rots) {
            rots = false;
            rotten |= world.damage().rot(disk);
        }
        if (!rotten && !weather.hurt()) {
            world.endurance().compare(this);
        }
        Opening opening;
        try {
            weather.opening(cutOffAfter);
            cutOffAfter = -1;
            inside.opening();
            opening = open(disk);
        } catch (DiskWeather.PowerLost lost) {
            weather.opened();
            world.coverage().count("start cut off");
            disk.killed();
            if (inside.power()) {
                disk.powerCut(weather.choice(), mayFindGarbage());
            }
            world.agenda().after(world.setup().core().electionTimeoutMin(), this::start);
            return;
        }
        weather.opened();
        inside.opened();
        switch (opening) {
            case Opening.Refused(String reason) -> refuse(reason);
            case Opening.Recovered recovered -> run(recovered);
        }
    }

    private void refuse(String reason) {
        disk.killed();
        if (weather.hurt()) {
            world.coverage().count("start failed");
            weather.forget();
            world.agenda().after(world.setup().core().electionTimeoutMin(), this::start);
            return;
        }
        refused = reason;
        world.coverage().count("start refused");
        if (!rotten) {
            world.oracle().report("I21", id + " does not start on an intact disk: " + reason);
        } else if (!reason.contains("segment-")
                && disk.files().stream().noneMatch(reason::contains)) {
            world.oracle().report("I21", id + " does not say which file is damaged: " + reason);
        }
    }

    /** Opens a disk, which may be a copy of this host's, as this member. */
    Opening open(Disk opened) {
        Identity identity = Identity.expected(7, id, dice.bits(), "simulated");
        boolean alone = world.setup().voters() == 1 && number == 0;
        return Recovery.open(opened, identity, alone, world.setup().limits());
    }

    private void run(Opening.Recovered recovered) {
        world.recovered(this, recovered);
        recovered.warnings().forEach(warning -> Found.in(warning, world.coverage()));
        Watched<R> watched = world.machine(this);
        machine = watched;
        Member.Wakes wakes =
                new Member.Wakes(
                        () -> wake(DRIVER),
                        () -> wake(APPLIER),
                        () -> wake(SNAPSHOT),
                        lane -> wake(FIRST_LANE + LANES.indexOf(lane)));
        Config config = world.config(id);
        bounds = new Bounds(config, world.setup().limits(), world.setup().members());
        parts.clear();
        Member<R> started =
                new Member<>(
                        config,
                        recovered,
                        watched,
                        new End(),
                        () -> clock.read(world.agenda().now()),
                        dice,
                        (reason, _) -> fatal = reason,
                        wakes,
                        Witnessed.by(world, this));
        member = started;
        parts.add(started.driver());
        parts.add(started.applier());
        parts.add(started.images());
        for (Lane lane : LANES) {
            parts.add(started.disk(lane));
        }
        for (int part = 0; part < PARTS; part++) {
            woken[part] = false;
            wake(part);
            lookAround(part, start, idle(part, config));
        }
    }

    private static long idle(int part, Config config) {
        return switch (part) {
            case DRIVER -> config.tick();
            case SNAPSHOT -> SNAPSHOT_IDLE;
            default -> IDLE;
        };
    }

    /** Turns a part again and again, by its own clock. */
    private void lookAround(int part, int of, long every) {
        world.agenda()
                .after(
                        (long) ((double) every / clock.rate()),
                        () -> {
                            if (of == start && member != null) {
                                wake(part);
                                lookAround(part, of, every);
                            }
                        });
    }

    private void wake(int part) {
        if (woken[part]) {
            return;
        }
        woken[part] = true;
        int of = start;
        Setup.Pace pace = world.setup().pace();
        long delay = threads.spread(pace.threadMin(), pace.threadMax());
        world.agenda().after(delay, () -> turn(part, of));
    }

    private void turn(int part, int of) {
        if (of != start || member == null) {
            return;
        }
        if (standsUntil > world.agenda().now()) {
            world.agenda().at(standsUntil, () -> turn(part, of));
            return;
        }
        woken[part] = false;
        boolean worked;
        look(part);
        inside.turns();
        try {
            worked = parts.get(part).turn();
        } catch (DiskWeather.PowerLost lost) {
            die(inside.power(), inside.down());
            return;
        } catch (RuntimeException | Error thrown) {
            world.oracle().report("I23", id + " throws " + thrown);
            return;
        }
        look(part);
        world.turned(this, part);
        if (fatal != null) {
            world.fatal(this, fatal);
        } else if (worked) {
            wake(part);
        }
    }

    /** The driver empties one half of the queues and fills the other. */
    private void look(int part) {
        if (part == DRIVER && member != null && bounds != null) {
            String exceeded = bounds.exceeded(member.fill());
            if (exceeded != null) {
                world.oracle().report("I22", id + " holds " + exceeded);
            }
        }
    }

    /** The process is gone, with all that waits in it. */
    void crash() {
        if (member == null) {
            return;
        }
        member = null;
        start++;
        standsUntil = 0;
        disk.killed();
        world.witness().crashed(id, world.agenda().now());
        world.crashed(this);
        List<Runnable> broken = List.copyOf(calls);
        calls.clear();
        broken.forEach(Runnable::run);
    }

    /** What the disk has completed by then. */
    private void completes(long nanos, Runnable work) {
        world.agenda()
                .after(
                        nanos,
                        () -> {
                            inside.turns();
                            try {
                                work.run();
                            } catch (DiskWeather.PowerLost lost) {
                                die(inside.power(), inside.down());
                            }
                        });
    }

    /** Before anything else happens. */
    private void dieSoon() {
        int of = start;
        world.agenda()
                .after(
                        0,
                        () -> {
                            if (of == start) {
                                die(inside.power(), inside.down());
                            }
                        });
    }

    /** The process is gone, or the whole machine, and is started again. */
    void die(boolean power, long down) {
        if (power) {
            powerCut();
        } else {
            crash();
        }
        world.agenda().after(down, this::start);
    }

    void powerCut() {
        crash();
        world.coverage().count("power cut units pending", disk.pending());
        disk.powerCut(weather.choice(), mayFindGarbage());
    }

    /**
     * Nobody can tell garbage from what was forced and is damaged now, so a majority that found it
     * in the same moment would wait for each other.
     */
    private boolean mayFindGarbage() {
        int members = world.setup().members();
        return !world.setup().changes() && (members == 1 || number < (members - 1) / 2);
    }

    /** At least until then: a shorter pause does not end a longer one. */
    void stand(long until) {
        standsUntil = Math.max(standsUntil, until);
    }

    /** Until when it stood still, the last time that it did. */
    long stoodUntil() {
        return standsUntil;
    }

    boolean stands() {
        return standsUntil > world.agenda().now();
    }

    void receive(ServerId from, Frame frame) {
        Member<R> running = member;
        if (running != null) {
            running.receiver().receive(from, List.of(frame));
        }
    }

    void lost(ServerId peer) {
        Member<R> running = member;
        if (running != null) {
            running.receiver().lost(peer);
        }
    }

    /** What the member sends by. */
    private final class End implements Transport {
        @Override
        public void start(Receiver receiver) {}

        @Override
        public boolean send(ServerId to, Frame frame) {
            world.send(Host.this, to, frame);
            return true;
        }

        @Override
        public void close() {}
    }
}
