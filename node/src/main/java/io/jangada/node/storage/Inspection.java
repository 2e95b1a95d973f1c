package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at the directory of a member that is not running, as {@link Recovery} would, and goes on
 * where that refuses. Changes nothing.
 *
 * @param identity null if it cannot be read; then nothing else can
 * @param hardState null if it cannot be read
 * @param log all entries up to the first damage that the member would not start with; null if the
 *     journal was not read
 * @param prevTerm the term of the entry before {@code log}
 * @param usable the last entry that a member by itself would go on with: what is suspect is not,
 *     and a snapshot may stand for the log; null if the journal was not read
 * @param members the latest configuration of which there is a trace; null if that is the one that
 *     the cluster began with
 * @param hides whether there was a later one, or may have been, which cannot be read
 * @param snapshots those that can be started on, the newest one last
 * @param segments the files of the journal that hold records or are prepared for them
 * @param bytes of all files of the member's that are counted here
 * @param findings what is not as it was written
 */
public record Inspection(
        @Nullable Identity identity,
        @Nullable HardState hardState,
        @Nullable Entries log,
        long prevTerm,
        @Nullable Place usable,
        @Nullable Members members,
        boolean hides,
        List<Manifest> snapshots,
        int segments,
        long bytes,
        List<Finding> findings) {

    public Inspection {
        snapshots = List.copyOf(snapshots);
        findings = List.copyOf(findings);
    }

    /** Of an entry. */
    public record Place(long index, long term) {}

    /** Whether a member can be started on the directory as it is. */
    public boolean isRefused() {
        return findings.stream().anyMatch(one -> one.effect() == Finding.Effect.REFUSED);
    }

    /**
     * Looks at the directory behind {@code disk}, which stays open.
     *
     * @param expected whose it should be; null if nobody knows
     * @param alone as {@link Recovery#open} has it
     * @throws Disk.InUse if a member holds the lock
     */
    public static Inspection of(Disk disk, @Nullable Identity expected, boolean alone)
            throws IOException {
        disk.lock("a look at it");
        List<String> files = disk.list();
        Findings findings = new Findings();
        if (!files.contains(IdentityFile.FILE)) {
            refuse(findings, IdentityFile.FILE + " is missing");
            return new Inspection(
                    null, null, null, 0, null, null, false, List.of(), 0, 0, findings.all());
        }
        Reading reading = new Reading(disk, files, findings);
        boolean known = step(findings, reading::readIdentity);
        if (known) {
            step(findings, reading::requireSettled);
            if (expected != null) {
                step(findings, () -> reading.requireOf(expected));
            }
            if (files.contains(VoteFile.FILE)
                    || reading.identity().content().identity().bootEpoch() > 0) {
                step(findings, reading::readVote);
            }
        }
        boolean through = false;
        boolean shelved = known && step(findings, reading::readSnapshots);
        if (shelved) {
            lookAtOlder(disk, reading, findings);
            through = step(findings, () -> reading.readJournal(alone, false));
            if (through) {
                step(findings, reading::compare);
                step(findings, reading::standing);
            } else {
                reading.replayRest();
            }
        }
        return report(disk, files, known ? reading : null, shelved, through, findings);
    }

    private static Inspection report(
            Disk disk,
            List<String> files,
            @Nullable Reading reading,
            boolean read,
            boolean through,
            Findings findings)
            throws IOException {
        long bytes = 0;
        int segments = 0;
        for (String file : files) {
            if (Recovery.isOurs(file)) {
                bytes += disk.size(file);
                segments += Layout.number(file) == null ? 0 : 1;
            }
        }
        Traces traces = null;
        if (read && reading != null) {
            boolean refused =
                    findings.all().stream().anyMatch(one -> one.effect() == Finding.Effect.REFUSED);
            List<String> rest = refused ? files : List.of();
            try {
                traces = Traces.of(disk, rest, reading, through);
            } catch (Damage damage) {
                refuse(findings, String.valueOf(damage.getMessage()));
            }
        }
        return new Inspection(
                reading == null ? null : reading.identity().content().identity(),
                reading == null ? null : reading.hardState(),
                reading == null || !read ? null : reading.replay().log(),
                reading == null || !read ? 0 : reading.replay().prevTerm(),
                reading == null || !read ? null : usable(reading),
                traces == null ? null : traces.members(),
                traces != null && traces.hides(),
                reading == null || !read ? List.of() : reading.shelf().complete,
                segments,
                bytes,
                findings.all());
    }

    /** As {@link Takeover} settles it, where nobody is left to send anything again. */
    private static Place usable(Reading reading) {
        Replay replay = reading.replay();
        Entries log = replay.log();
        long index = Math.min(log.last(), replay.suspectFrom() - 1);
        Manifest newest = reading.shelf().newest();
        if (newest != null && (newest.index() > index || isReplaced(replay))) {
            return new Place(newest.index(), newest.term());
        }
        return new Place(index, index < log.first() ? replay.prevTerm() : log.term(index));
    }

    private static boolean isReplaced(Replay replay) {
        try {
            return replay.standing() == Standing.SNAPSHOT;
        } catch (Damage found) {
            return false; // it is among the findings
        }
    }

    /** Of the snapshots only the newest is read at a start; those before it may be needed next. */
    private static void lookAtOlder(Disk disk, Reading reading, Findings findings) {
        Origin origin = reading.identity().content().origin();
        List<Manifest> all = reading.shelf().complete;
        for (Manifest manifest : all.subList(0, Math.max(0, all.size() - 1))) {
            Image image = new Image(manifest.index(), manifest.term());
            int bad = image.damaged(disk, origin, manifest);
            if (bad >= 0) {
                findings.add(
                        Finding.Effect.IGNORED,
                        image.where(manifest, bad) + ", of a snapshot before the newest one");
            }
        }
    }

    /**
     * Hands over the image of a snapshot, piece by piece. False if it is not whole.
     *
     * @param disk as it was given to {@link #of}
     */
    public boolean image(Disk disk, Manifest manifest, Consumer<Bytes> pieces) throws IOException {
        Origin origin;
        try {
            Findings none = new Findings();
            origin = new Reading(disk, disk.list(), none).readIdentity().content().origin();
        } catch (Damage | Block.Newer unreadable) {
            return false;
        }
        Image image = new Image(manifest.index(), manifest.term());
        for (int number = 0; number < manifest.chunks(); number++) {
            ByteBuffer chunk = image.chunk(disk, origin, manifest, number);
            if (chunk == null) {
                return false;
            }
            pieces.accept(Bytes.copyOf(chunk));
        }
        return true;
    }

    private static boolean step(Findings findings, Reading.Step step) {
        try {
            step.run();
            return true;
        } catch (Damage | Block.Newer refused) {
            refuse(findings, String.valueOf(refused.getMessage()));
        } catch (IOException failure) {
            refuse(findings, "the disk failed: " + failure);
        }
        return false;
    }

    private static void refuse(Findings findings, String what) {
        findings.add(Finding.Effect.REFUSED, what);
    }
}
