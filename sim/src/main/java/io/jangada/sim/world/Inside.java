package io.jangada.sim.world;

import io.jangada.node.Frame;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;
import io.jangada.sim.disk.SimDisk;
import io.jangada.sim.world.Trouble.Activity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.TreeSet;

/**
 * Knows in the middle of what a member is at each operation of its disk, and lets it die there.
 * What changes neither bytes nor names nor their durability does not count.
 */
final class Inside {
    private final Coverage coverage;
    private final Runnable dieSoon;
    private Trouble.@Nullable CrashInside armed;
    private Trouble.@Nullable CrashInside last;
    private @Nullable Installation installation;
    private int left;

    /** After how many operations the starts to come are cut off. */
    private final ArrayDeque<Integer> starts = new ArrayDeque<>();

    private boolean opening;
    private boolean cutOff;

    /** Whether this turn of a part has done nothing so far. */
    private boolean fresh;

    /** What the last operation of this turn belonged to. */
    private @Nullable Activity within;

    /** What the next write to the log belongs to, and what the one under way does. */
    private @Nullable Activity ordered;

    private @Nullable Activity underWay;

    /** In the names of the files of snapshots that were ordered from others. */
    private final TreeSet<String> fetched = new TreeSet<>();

    /**
     * @param dieSoon lets the member die when all is done that is being done
     */
    Inside(Coverage coverage, Runnable dieSoon) {
        this.coverage = coverage;
        this.dieSoon = dieSoon;
    }

    void arm(Trouble.CrashInside crash) {
        starts.clear();
        last = crash;
        armed = null;
        if (crash.activity() == Activity.RECOVERY) {
            starts.addAll(crash.starts());
            starts.addFirst(crash.operation());
        } else {
            armed = crash;
            left = crash.operation();
        }
    }

    /** From now on it lives. */
    void heal() {
        armed = null;
        starts.clear();
        opening = false;
    }

    void watched(@Nullable Installation by) {
        installation = by;
    }

    /** Whether the last one is a loss of power. */
    boolean power() {
        return last == null || last.power();
    }

    /** For how long it is down. */
    long down() {
        return last == null ? 0 : last.down();
    }

    void opening() {
        ordered = null;
        underWay = null;
        Integer next = starts.pollFirst();
        opening = next != null;
        left = next == null ? left : next;
    }

    /** To its end. */
    void opened() {
        if (opening) {
            starts.clear(); // it came to its end, and the next start follows another crash
        }
        opening = false;
        cutOff = false;
    }

    /** A part takes its turn, or an operation that was waited for is at its end. */
    void turns() {
        fresh = true;
        within = null;
    }

    void appends(boolean cuts) {
        ordered = cuts ? Activity.CUT : ordered;
    }

    void fetches(Snapshot snapshot) {
        fetched.add(name(snapshot));
    }

    void restores(Output.Restore restore) {
        ordered = restore.write() > 0 ? Activity.RECEPTION : ordered;
        if (installation != null) {
            installation.restores(name(restore.snapshot()));
        }
    }

    /** What the files of a snapshot have in their names. */
    static String name(Snapshot snapshot) {
        return "%016x-%016x".formatted(snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm());
    }

    void sends(ServerId to, Frame frame) {
        if (installation != null) {
            installation.sends(to, frame);
        }
    }

    /** The frame as it comes out of the wire. */
    Frame receives(Frame frame) {
        return installation == null ? frame : installation.receives(frame);
    }

    /** Before an operation; throws where the member dies. */
    void meets(SimDisk.Kind kind, String file) {
        switch (kind) {
            case READ, LIST, SIZE -> {
                return;
            }
            case WRITE, FORCE, FORCE_DIRECTORY, CREATE, RENAME, TRUNCATE, DELETE -> {}
        }
        if (opening) {
            if (left-- == 0) {
                opening = false;
                coverage.count(Activity.RECOVERY.counted());
                coverage.count(Trouble.CrashInside.REPEATED, cutOff ? 1 : 0);
                cutOff = true;
                throw new DiskWeather.PowerLost();
            }
            return;
        }
        Activity activity = activity(kind, file);
        fresh = false;
        if (installation != null) {
            installation.meets(kind, file);
        }
        Trouble.CrashInside crash = armed;
        if (crash == null || crash.activity() != activity || left-- > 0) {
            return;
        }
        armed = null;
        starts.addAll(crash.starts());
        coverage.count(activity.counted());
        if (crash.after() && kind == SimDisk.Kind.FORCE && isWaitedFor(activity)) {
            dieSoon.run();
        } else {
            throw new DiskWeather.PowerLost();
        }
    }

    /** Whether nobody can know of the end of its operations in the same moment. */
    private static boolean isWaitedFor(Activity activity) {
        return activity == Activity.VOTE || activity == Activity.CUT;
    }

    private @Nullable Activity activity(SimDisk.Kind kind, String file) {
        if (file.equals("vote")) {
            return Activity.VOTE;
        }
        if (file.startsWith("segment-")) {
            return switch (kind) {
                case DELETE -> {
                    within = Activity.COMPACTION;
                    yield within;
                }
                case WRITE -> {
                    if (fresh) {
                        underWay = ordered;
                        ordered = null;
                    }
                    yield underWay;
                }
                default -> underWay;
            };
        }
        if (file.startsWith("snapshot-") || file.startsWith("manifest-")) {
            boolean theirs = fetched.stream().anyMatch(file::contains);
            // An older one goes.
            within =
                    kind == SimDisk.Kind.DELETE
                            ? null
                            : theirs ? Activity.RECEPTION : Activity.IMAGE;
        } else if (file.equals("identity") && fresh) {
            within = Activity.COMPACTION; // else a segment was made before in the same turn
        }
        return within;
    }
}
