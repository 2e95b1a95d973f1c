package io.jangada.node.storage;

import io.jangada.raft.Check;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives up what is damaged in the directory of a member that nobody else has the data of, so that
 * it can be started on what is left. The log ends behind the last entry that is proven, or all of
 * it is given up for the newest snapshot that is whole. Nothing is deleted: what is given up is
 * kept under names that begin with {@code cut-}.
 *
 * <p>What stays is made first, what goes is named away next, and the vote and the identity stop to
 * vouch for it last. In between a start is refused as before, and the same repair goes on.
 */
public final class Repair {
    private static final String PASSING = "repair.tmp";
    private static final String ASIDE = "cut-";

    private final Disk disk;
    private final boolean alone;
    private final List<String> files;
    private final Reading reading;
    private final List<String> damages = new ArrayList<>();

    private boolean journalDamaged;
    private boolean snapshotLost;
    private boolean voteLost;

    private Repair(Disk disk, boolean alone, List<String> files) {
        this.disk = disk;
        this.alone = alone;
        this.files = files;
        this.reading = new Reading(disk, files, new Findings());
    }

    /**
     * What there is to repair, and what would be lost.
     *
     * @param damages what a start refuses, one line each; empty if there is nothing to repair
     * @param impossible why it cannot be repaired; null if it can
     * @param kept the last index that stays
     * @param lost the last index of which there is a trace; at most {@code kept} if nothing is lost
     *     that anything tells of
     * @param aside the files that are given up, wholly or from some place on
     */
    public record Plan(
            List<String> damages,
            @Nullable String impossible,
            long kept,
            long lost,
            List<String> aside) {
        public Plan {
            damages = List.copyOf(damages);
            aside = List.copyOf(aside);
        }
    }

    /**
     * Locks the directory behind {@code disk}, looks, and changes nothing.
     *
     * @param alone whether there is no other member: else a lost vote cannot be made again, since
     *     it might be given twice in one term (Raft thesis §3.4)
     */
    public static Plan plan(Disk disk, @Nullable Identity expected, boolean alone)
            throws IOException {
        disk.lock("a repair");
        Repair repair = new Repair(disk, alone, disk.list());
        return repair.look(expected);
    }

    /** Looks, and does it. */
    public static Plan carryOut(Disk disk, @Nullable Identity expected, boolean alone)
            throws IOException {
        disk.lock("a repair");
        Repair repair = new Repair(disk, alone, disk.list());
        Plan plan = repair.look(expected);
        if (plan.impossible == null && !plan.damages.isEmpty()) {
            repair.carryOut();
        }
        return plan;
    }

    private Plan look(@Nullable Identity expected) throws IOException {
        try {
            reading.readIdentity();
            reading.requireSettled();
            if (expected != null) {
                reading.requireOf(expected);
            }
            voteLost = fails(reading::readVote);
            reading.readSnapshots();
            journalDamaged = fails(() -> reading.readJournal(true, true));
            reading.replayRest();
            if (!voteLost && reading.voteBlock().sequence() < reading.replay().voteSequence()) {
                voteLost = fails(reading::compare);
            } else {
                boolean _ = fails(reading::compare);
            }
            snapshotLost = fails(reading::standing);
            return plan();
        } catch (Damage | Block.Newer hopeless) {
            String why = String.valueOf(hopeless.getMessage());
            return new Plan(List.of(why), why, 0, 0, List.of());
        }
    }

    private boolean fails(Reading.Step step) throws IOException, Block.Newer {
        try {
            step.run();
            return false;
        } catch (Damage damage) {
            damages.add(String.valueOf(damage.getMessage()));
            return true;
        }
    }

    private Plan plan() throws IOException, Damage {
        Manifest newest = reading.shelf().newest();
        long kept = snapshotLost ? 0 : reading.replay().log().last();
        kept = newest == null ? kept : Math.max(kept, newest.index());
        List<String> aside = new ArrayList<>(gone());
        Scan last = rebuilt();
        if (last != null) {
            aside.addFirst(last.segment.file);
        }
        Traces traces = Traces.of(disk, aside, reading, !journalDamaged);
        long seen = Math.max(reading.replay().log().last(), traces.last());
        return new Plan(damages, impossible(newest), kept, seen, aside);
    }

    private @Nullable String impossible(@Nullable Manifest newest) {
        if (voteLost && !alone) {
            return "the vote is lost, and the others may have been told of it: remove the member"
                    + " and add it again with an empty data directory";
        }
        return snapshotLost && newest == null
                ? "there is no snapshot that is whole, and the log begins behind index "
                        + (reading.replay().log().first() - 1)
                : null;
    }

    /** The segment that the log ends in; null if none is to be made anew. */
    private @Nullable Scan rebuilt() {
        return journalDamaged && !snapshotLost ? reading.replay().place() : null;
    }

    /** The segments of which nothing stays. */
    private List<String> gone() {
        if (!journalDamaged && !snapshotLost) {
            return List.of();
        }
        Scan last = rebuilt();
        List<String> gone = new ArrayList<>();
        for (String file : files) {
            Long number = Layout.number(file);
            if (number != null && (last == null || number > last.segment.number)) {
                gone.add(file);
            }
        }
        return gone;
    }

    private void carryOut() throws IOException {
        String prefix = ASIDE + number() + "-" + begun(reading);
        Scan last = rebuilt();
        if (last != null) {
            copy(last.segment.file, prefix + last.segment.file);
            rebuild(last);
        }
        for (String file : gone().reversed()) {
            disk.rename(file, prefix + file);
        }
        disk.forceDirectory();
        long proven = last == null ? 0 : reading.replay().top();
        rewriteVote(prefix, proven);
        rewriteIdentity(proven, last == null);
    }

    /** In the names of what a repair gives up: the identity that it began with, and ends. */
    private static String begun(Reading reading) {
        return "%x-".formatted(reading.identityBlock().sequence());
    }

    /** The segment that {@code file} was until a repair that has not ended; null if it was none. */
    static @Nullable Long unfinished(String file, Reading reading) {
        int at = file.indexOf('-', ASIDE.length());
        boolean begun = file.startsWith(ASIDE) && at > 0 && file.startsWith(begun(reading), at + 1);
        return begun ? Layout.number(file.substring(at + 1 + begun(reading).length())) : null;
    }

    /** Which repair of this directory it is, by what the ones before have kept. */
    private int number() {
        int number = 1;
        while (isTaken(ASIDE + number + "-")) {
            number++;
        }
        return number;
    }

    private boolean isTaken(String prefix) {
        return files.stream().anyMatch(file -> file.startsWith(prefix));
    }

    private void copy(String from, String to) throws IOException {
        long size = disk.size(from);
        disk.create(PASSING, size);
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < size; at += piece.capacity()) {
            piece.clear().limit((int) Math.min(piece.capacity(), size - at));
            try {
                disk.read(from, at, piece);
            } catch (IOException unreadable) {
                continue; // zeros stand for what the disk does not give
            }
            disk.write(PASSING, at, piece.flip());
        }
        disk.force(PASSING);
        disk.rename(PASSING, to);
        disk.forceDirectory();
    }

    /** The same segment with the records up to the last one that stays, and zeros behind. */
    private void rebuild(Scan scan) throws IOException {
        String file = scan.segment.file;
        long top = reading.replay().top();
        disk.create(PASSING, scan.segment.bytes);
        move(file, 0, Block.BYTES);
        for (Identifier identifier : scan.identifiers) {
            if (identifier.ordinal() <= top) {
                move(file, identifier.slot(), Identifier.BYTES);
            }
        }
        for (Scan.Found found : scan.records) {
            if (found.ordinal() <= top && found.whole()) {
                move(file, found.header().offset(), Header.total(found.header().length()));
            }
        }
        disk.force(PASSING);
        disk.rename(PASSING, file);
        disk.forceDirectory();
    }

    private void move(String file, int offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        disk.read(file, offset, bytes);
        Check.that(!bytes.hasRemaining(), "what was found whole is there");
        disk.write(PASSING, offset, bytes.flip());
    }

    private void rewriteVote(String prefix, long proven) throws IOException {
        Origin origin = reading.identity().content().origin();
        long seen = reading.replay().voteSequence();
        if (!voteLost) {
            Block block = reading.voteBlock();
            VoteFile.Content vote = reading.vote();
            VoteFile.Content content =
                    new VoteFile.Content(vote.hardState(), mark(vote.watermark(), proven));
            Copies.Text text = VoteFile.text(origin, block.sequence() + 1, content);
            Copies.rewrite(disk, VoteFile.FILE, 1 - block.place(), text);
            return;
        }
        if (files.contains(VoteFile.FILE)) {
            copy(VoteFile.FILE, prefix + VoteFile.FILE);
        }
        Entries log = reading.replay().log();
        Manifest newest = reading.shelf().newest();
        long term = log.isEmpty() ? reading.replay().prevTerm() : log.term(log.last());
        long later = 1 + Math.max(term, newest == null ? 0 : newest.term());
        VoteFile.Content content = new VoteFile.Content(new HardState(later, null), 0);
        Copies.create(disk, VoteFile.FILE, VoteFile.text(origin, seen + 1, content));
    }

    /** What was known to be durable, as far as it stays. */
    private long mark(long watermark, long proven) {
        return journalDamaged || snapshotLost ? Math.min(watermark, proven) : watermark;
    }

    private void rewriteIdentity(long proven, boolean empty) throws IOException {
        IdentityFile.Content old = reading.identity().content();
        Identity identity = old.identity();
        Identity next =
                new Identity(
                        identity.clusterId(),
                        identity.memberId(),
                        identity.incarnation(),
                        Math.max(identity.bootEpoch(), reading.replay().epoch()),
                        identity.initialCluster());
        boolean cut = journalDamaged || snapshotLost;
        Base base = old.base();
        if (snapshotLost) {
            base = Base.NONE;
        } else if (cut && empty && base != null) {
            base = new Base(0, base.index(), base.term(), base.link(), base.vote());
        }
        IdentityFile.Content content =
                new IdentityFile.Content(
                        next,
                        cut ? 0 : old.lastSegment(),
                        mark(old.watermark(), proven),
                        base,
                        old.secession());
        reading.identity().write(content, 1 - reading.identityBlock().place());
    }
}
