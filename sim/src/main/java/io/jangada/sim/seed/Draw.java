package io.jangada.sim.seed;

import io.jangada.node.SnapshotPolicy;
import io.jangada.node.storage.Limits;
import io.jangada.raft.Settings;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.load.KeyValueLoad;
import io.jangada.sim.world.Setup;
import io.jangada.sim.world.Trouble;
import io.jangada.sim.world.Workload;
import io.jangada.sim.world.World;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Draws the scene of a seed. */
public final class Draw {
    /** What a seed means. One more whenever the same seed becomes another scene. */
    public static final int WORLDS = 4;

    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final List<Shape> SHAPES = List.of(Shape.values());
    private static final List<SimDisk.Kind> VOTE_KINDS =
            List.of(SimDisk.Kind.WRITE, SimDisk.Kind.FORCE);
    private static final List<SimDisk.Kind> KINDS =
            List.of(
                    SimDisk.Kind.WRITE,
                    SimDisk.Kind.FORCE,
                    SimDisk.Kind.FORCE,
                    SimDisk.Kind.FORCE_DIRECTORY,
                    SimDisk.Kind.RENAME,
                    SimDisk.Kind.CREATE);
    private static final List<SimDisk.Fault> LIES =
            List.of(SimDisk.Fault.LOST, SimDisk.Fault.MISDIRECTED, SimDisk.Fault.STALE);
    private static final List<Trouble.What> WHATS = List.of(Trouble.What.values());
    private static final int[] MEMBERS = {1, 2, 3, 3, 3, 4, 5, 5, 7};
    private static final int[] SEVERAL = {2, 3, 3, 3, 3, 4, 5};

    private final Keyed choice;
    private final Family family;
    private final long length;
    private final int members;
    private final int voters;
    private final Settings core;
    private final boolean narrow;
    private final SnapshotPolicy snapshots;
    private final List<Trouble> troubles = new ArrayList<>();

    private Draw(Family family, long seed, long length) {
        this.choice = Keyed.of(seed, "scene " + family.word(), 0);
        this.family = family;
        this.length = length;
        int[] sizes = family.isScripted() ? SEVERAL : MEMBERS;
        this.voters = sizes[choice.below(sizes.length)];
        this.members = voters + (family == Family.MEMBERS ? 1 + choice.below(3) : 0);
        this.core = core();
        this.narrow = family == Family.SWARM && Keyed.of(seed, "narrow", 0).happens(0.12);
        this.snapshots = snapshots(Keyed.of(seed, "snapshots", 0));
    }

    /** The scene of {@code seed}, with troubles for {@code length} nanoseconds. */
    public static Scene scene(Family named, long seed, long length) {
        Draw draw = new Draw(named.of(seed), seed, length);
        Setup setup = draw.setup();
        KeyValueLoad.Size load = draw.load();
        draw.draw();
        return new Scene(seed, setup, load, draw.troubles);
    }

    /** The cluster and the troubles of {@code seed} for a workload of your own. */
    public static <R> World<R> world(Family family, long seed, long length, Workload<R> workload) {
        Scene scene = scene(family, seed, length);
        return new World<>(seed, scene.setup(), scene.troubles(), workload);
    }

    /** Each setting is at its bound, or what we ship. */
    private boolean tight() {
        return choice.happens(0.2);
    }

    private Settings core() {
        long heartbeat = choice.between(30, 120) * MS;
        long election = heartbeat * (choice.happens(0.3) ? 3 : 5 + choice.below(5));
        return new Settings(
                election,
                heartbeat,
                tight() ? 256 : 1 << 20,
                tight() ? 1 + choice.below(3) : 4096,
                tight() ? 1 : 8,
                tight() ? 512 : 4 << 20,
                tight() ? 2048 : 64 << 20,
                tight() ? 4 : 4096,
                tight() ? 2 : 1024);
    }

    private Setup setup() {
        boolean small = tight();
        boolean few = tight();
        // With room for few identifiers a segment is soon full; a large one would be a waste.
        Limits limits =
                new Limits(
                        small || few ? 64 << 10 : 256 << 10,
                        few ? 4096 : 16 << 10,
                        16 << 10,
                        tight() ? 8 << 10 : 1 << 20,
                        tight() ? 4096 : 64 << 10,
                        tight() ? 0 : 16 << 10,
                        tight() ? 1 : 64);
        long disk = choice.spread(20_000, 2 * MS);
        long net = choice.spread(50_000, 3 * MS);
        Setup.Pace pace =
                new Setup.Pace(
                        1_000,
                        choice.happens(0.3) ? 2 * MS : 40_000,
                        disk,
                        disk * (1 + choice.below(10)),
                        net,
                        net * (1 + choice.below(5)),
                        choice.happens(0.7));
        Setup setup =
                new Setup(
                        members,
                        voters,
                        core,
                        limits,
                        tight() ? 8 : 5_000,
                        tight() ? 2 : 1024,
                        length,
                        false,
                        snapshots,
                        pace);
        return narrow ? narrowed(setup) : setup;
    }

    /**
     * In two of three seeds there are many, and hardly anything of the log stays in half of them.
     */
    private SnapshotPolicy snapshots(Keyed own) {
        if (own.happens(0.33)) {
            return SnapshotPolicy.DEFAULT;
        }
        boolean keeps = own.happens(0.5);
        return new SnapshotPolicy(
                own.spread(4 << 10, 256 << 10),
                own.spread(20, 500),
                own.spread(5 * SECOND, 60 * SECOND),
                keeps ? own.spread(1 << 10, 64 << 10) : 0,
                keeps ? own.spread(5, 100) : 0,
                own.happens(0.3) ? own.spread(8 << 10, 1 << 20) : 64L << 20,
                4 * core.heartbeat());
    }

    /** The same with all bounds of queues low at once. */
    private static Setup narrowed(Setup setup) {
        Settings core = setup.core();
        Limits limits = setup.limits();
        return new Setup(
                setup.members(),
                setup.voters(),
                new Settings(
                        core.electionTimeoutMin(),
                        core.heartbeat(),
                        256,
                        4,
                        2,
                        512,
                        2048,
                        4,
                        core.heldMessagesMax()),
                new Limits(
                        limits.segmentBytes(),
                        limits.identifierBytes(),
                        limits.payloadBytesMax(),
                        1024,
                        4096,
                        0,
                        1),
                8,
                2,
                setup.troubled(),
                true,
                setup.snapshots(),
                setup.pace());
    }

    private KeyValueLoad.Size load() {
        // The fewer members, the less else goes on.
        long pause = choice.between(60, 300) * MS / (members == 1 ? 4 : 1);
        int clients = 2 + choice.below(5);
        if (family == Family.SUCCESSION || family == Family.LEASE) {
            clients *= 3;
        }
        return new KeyValueLoad.Size(clients, 1 + choice.below(8), pause, tight() ? 8 << 10 : 256);
    }

    private void draw() {
        Scripted scripted = new Scripted(choice, members, core, length);
        switch (family) {
            case SUCCESSION -> troubles.addAll(scripted.succession());
            case AHEAD -> troubles.addAll(scripted.ahead());
            default -> bursts();
        }
        troubles.sort(Comparator.comparingLong(Trouble::at));
    }

    /** A few bursts with quiet between them. */
    private void bursts() {
        Set<Family.Kind> kinds = EnumSet.noneOf(Family.Kind.class);
        for (Family.Kind kind : family.kinds()) {
            boolean some = family == Family.SWARM || family == Family.MEMBERS;
            if (!some || kind == Family.Kind.CHANGE || choice.happens(0.5)) {
                kinds.add(kind);
            }
        }
        int bursts = 3 + choice.below(6);
        long window = length / bursts;
        for (int burst = 0; burst < bursts && !kinds.isEmpty(); burst++) {
            long start = burst * window + choice.between(SECOND / 2, window / 2);
            long end = start + choice.between(window / 8, window / 2);
            for (Family.Kind kind : kinds) {
                boolean many = kinds.size() == 1 || kind == Family.Kind.CHANGE;
                int count = choice.below(3) + (many ? 2 : 0);
                for (int i = 0; i < count; i++) {
                    add(kind, choice.between(start, end), end);
                }
            }
        }
        if (family == Family.SWARM) {
            long at = choice.between(length / 4, 3 * length / 4);
            troubles.add(new Trouble.Crash(at, 0, span()));
        }
    }

    /** Half of the time whoever leads. */
    private int member() {
        return choice.happens(0.5) ? 0 : 1 + choice.below(members);
    }

    /** So that a majority keeps its disks: only the first few members rot. */
    private int rotting() {
        return 1 + choice.below(Math.max(1, (members - 1) / 2));
    }

    private long span() {
        return choice.spread(core.heartbeat(), 10 * core.electionTimeoutMin());
    }

    private void add(Family.Kind kind, long at, long end) {
        switch (kind) {
            case CRASH -> troubles.add(new Trouble.Crash(at, member(), span()));
            case POWER -> troubles.add(new Trouble.PowerCut(at, several(), span()));
            case CUT_OFF_START ->
                    troubles.add(new Trouble.CutOffStart(at, member(), choice.below(60)));
            case PAUSE -> troubles.add(new Trouble.Pause(at, member(), span()));
            case DRIFT ->
                    troubles.add(
                            new Trouble.Drift(
                                    at,
                                    member(),
                                    choice.happens(0.5) ? 0.5 : choice.logUniform(0.5, 2)));
            case LEAP -> troubles.add(new Trouble.Leap(at, member(), span()));
            case PARTITION -> partition(at, end);
            case CLOG -> pair((one, other) -> new Trouble.Clog(at, span(), one, other));
            case RESET -> pair((one, other) -> new Trouble.Reset(at, one, other));
            case STORM ->
                    troubles.add(
                            new Trouble.Storm(
                                    at,
                                    end - at,
                                    choice.logUniform(0.001, 0.4),
                                    choice.logUniform(0.001, 0.5),
                                    choice.logUniform(0.001, 0.3)));
            case SLOW_DISK ->
                    troubles.add(
                            new Trouble.SlowDisk(
                                    at, span(), member(), choice.logUniform(10, 100_000)));
            case DISK_FAULT -> troubles.add(diskFault(at));
            case FULL_DISK -> troubles.add(new Trouble.FullDisk(at, 3 * span(), member()));
            case ROT -> {
                if (members > 2) {
                    troubles.add(new Trouble.Rot(at, rotting()));
                }
            }
            case STALE -> stale(at);
            case LEASE -> lease(at);
            case LIE -> lie(at);
            case TRANSFER -> troubles.add(new Trouble.Transfer(at, 1 + choice.below(members)));
            case CHANGE -> change(at);
        }
    }

    /**
     * And often the other step that it takes to bring a member in, or a crash in the middle of one.
     */
    private void change(long at) {
        Trouble.What what = WHATS.get(choice.below(WHATS.size()));
        int member = 1 + choice.below(members);
        int other = 1 + choice.below(members);
        troubles.add(new Trouble.Change(at, member(), what, member, other));
        if (choice.happens(0.4)) {
            long soon = at + choice.spread(MS / 10, 2 * core.heartbeat());
            troubles.add(new Trouble.Crash(soon, choice.happens(0.6) ? 0 : member, span()));
        }
        if (what == Trouble.What.LEARN && choice.happens(0.7)) {
            Trouble.What next = choice.happens(0.5) ? Trouble.What.PROMOTE : Trouble.What.SWAP;
            long later = at + choice.between(0, 8 * core.electionTimeoutMin());
            troubles.add(new Trouble.Change(later, member(), next, member, other));
        }
    }

    /** Half as fast, so that the others have another leader before it knows. */
    private void stale(long at) {
        if (members > 1) {
            troubles.add(new Trouble.Drift(at, 0, 0.5));
            Shape shape = choice.happens(0.5) ? Shape.ISOLATE : Shape.DEAF;
            long span =
                    2 * core.electionTimeoutMin()
                            + choice.between(0, 4 * core.electionTimeoutMin());
            List<Trouble.Link> links = shape.ofLeader(members);
            troubles.add(new Trouble.Cut(at + core.heartbeat(), span, links, shape.word()));
            for (int member = 1; member <= members; member++) {
                troubles.add(new Trouble.Drift(at + 2 * span, member, 1));
            }
        }
    }

    /** Slow for the leader and fast for the others, so that they elect soon and it knows late. */
    private void lease(long at) {
        if (members == 1) {
            return;
        }
        for (int member = 1; member <= members; member++) {
            troubles.add(new Trouble.Drift(at, member, World.LEASE_RATE_MAX));
        }
        troubles.add(new Trouble.Drift(at, 0, World.LEASE_RATE_MIN));
        boolean handsOver = choice.happens(0.5);
        if (handsOver) {
            troubles.add(new Trouble.Transfer(at, 1 + choice.below(members)));
        }
        long cut = at + (handsOver ? choice.spread(MS / 2, 5 * MS) : core.heartbeat());
        long span = 2 * core.electionTimeoutMin() + choice.between(0, core.electionTimeoutMin());
        troubles.add(
                new Trouble.Cut(cut, span, Shape.ISOLATE.ofLeader(members), Shape.ISOLATE.word()));
    }

    /** A third of them hit term and vote. */
    private Trouble diskFault(long at) {
        boolean vote = choice.happens(0.3);
        SimDisk.Kind kind = (vote ? VOTE_KINDS : KINDS).get(choice.below(vote ? 2 : KINDS.size()));
        return new Trouble.DiskFault(
                at, member(), kind, vote ? "vote" : "", SimDisk.Fault.IO_ERROR);
    }

    /**
     * A disk of a minority lies about one write or read of its log, and its machine loses its power
     * a while later. Not at once: of a lost end of the log nothing tells, on any disk.
     */
    private void lie(long at) {
        if (members > 2) {
            int member = rotting();
            SimDisk.Fault fault = LIES.get(choice.below(LIES.size()));
            SimDisk.Kind kind =
                    fault == SimDisk.Fault.STALE ? SimDisk.Kind.READ : SimDisk.Kind.WRITE;
            troubles.add(new Trouble.DiskFault(at, member, kind, "segment", fault));
            long cut = at + 10 * core.electionTimeoutMin() + choice.between(0, 5 * SECOND);
            troubles.add(new Trouble.PowerCut(cut, List.of(member), span()));
        }
    }

    /** One machine, several, or all of them. */
    private List<Integer> several() {
        List<Integer> chosen = new ArrayList<>();
        boolean all = choice.happens(0.3);
        for (int member = 1; member <= members; member++) {
            if (all || choice.happens(0.5)) {
                chosen.add(member);
            }
        }
        return chosen.isEmpty() ? List.of(member()) : chosen;
    }

    private interface Between {
        Trouble trouble(int one, int other);
    }

    private void pair(Between between) {
        if (members > 1) {
            int one = 1 + choice.below(members);
            int other = 1 + (one + choice.below(members - 1)) % members;
            troubles.add(between.trouble(one, other));
        }
    }

    private void partition(long at, long end) {
        if (members > 1) {
            Shape shape = SHAPES.get(choice.below(SHAPES.size()));
            long span = Math.max(MS, Math.min(end - at, span()));
            troubles.add(new Trouble.Cut(at, span, shape.links(members, choice), shape.word()));
        }
    }
}
