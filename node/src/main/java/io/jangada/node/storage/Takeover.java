package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What opening writes once everything is decided; each step is durable before the next. */
final class Takeover {
    private static final String ASIDE = "aside-";
    private static final String TMP = ".tmp";

    /** So many side files are kept; older ones go. */
    private static final int ASIDE_MAX = 8;

    private final Disk disk;
    private final Limits limits;
    private final IdentityFile identity;
    private final Survey.Result survey;
    private final Replay replay;
    private final Replay.Link before;
    private final Replay.Last last;
    private final Places places;
    private final Seams seams;
    private final Shelf shelf;
    private final @Nullable Manifest snapshot;
    private final Standing standing;
    private final @Nullable NewCluster fresh;

    /** A blank segment that is left for the next start. */
    private @Nullable Segment reserve;

    /** Whether the snapshot stands for entries that were suspect. */
    private boolean trusts;

    /**
     * @param fresh null unless the member is to be a cluster of its own
     */
    Takeover(
            Disk disk,
            Limits limits,
            IdentityFile identity,
            Found found,
            @Nullable NewCluster fresh) {
        this.disk = disk;
        this.limits = limits;
        this.identity = identity;
        this.survey = found.survey;
        this.replay = found.replay;
        this.before = found.before;
        this.last = found.last;
        this.places = found.places;
        this.seams = found.seams;
        this.shelf = found.shelf;
        this.standing = found.standing;
        this.fresh = fresh;
        this.snapshot = standing == Standing.LOST ? null : shelf.newest();
    }

    /**
     * What was read.
     *
     * @param before where the last segment begins
     * @param last what stays of it
     * @param places of what is in the segments before it
     */
    record Found(
            Survey.Result survey,
            Replay replay,
            Replay.Link before,
            Replay.Last last,
            Places places,
            Seams seams,
            Shelf shelf,
            Standing standing) {}

    /** The vote as it was found. */
    record Vote(Block block, HardState hardState) {}

    Opening.Recovered take(Vote vote, int identityPlace, Findings findings)
            throws IOException, Damage {
        settle();
        List<Tail.Item> seceding = secede(vote.hardState(), findings);
        Entries log = replay.log();
        HardState hardState = raised(vote.hardState(), log, replay.prevTerm());
        keepAside();
        shelf.clean();
        countStart(identityPlace);
        long sequence = rewrite(vote.block(), hardState);
        Kept kept = split();
        List<Tail.Item> items = items(kept.again(), sequence);
        items.addAll(seceding);
        Segment segment = fresh(items);
        seams.begin(segment.number, kept.before(), kept.bytes());
        Tail.Target target =
                new Tail.Target(disk, origin(), places, seams, segment, limits.batchBytesMax());
        Replay.Link end = Tail.write(target, kept.before(), items);
        identity.register(reserve == null ? segment.number : reserve.number, end.ordinal());
        clean(kept);
        if (fresh != null) {
            findings.add(Finding.Effect.NOTED, seceded());
        }
        Tail.Opened opened =
                new Tail.Opened(
                        origin(),
                        identity,
                        segment,
                        reserve,
                        end,
                        sequence,
                        places,
                        seams,
                        shelf.complete);
        return new Opening.Recovered(
                new Journal(disk, limits, opened, log, replay.suspectFrom()),
                identity.content().identity(),
                hardState,
                log,
                replay.prevTerm(),
                standing == Standing.LOST ? log.first() - 1 : replay.suspectFrom(),
                snapshot,
                findings.lines());
    }

    /** What the log is beside the newest snapshot; {@link #items} writes it down. */
    private void settle() {
        if (snapshot == null) {
            return;
        }
        if (standing == Standing.SNAPSHOT) {
            replay.reset(snapshot);
        } else {
            trusts = replay.trust(snapshot);
        }
    }

    /**
     * What is written behind the log, where the member leaves its cluster: it ends before the first
     * entry that only another member could send again, and then has the configuration of one.
     */
    private List<Tail.Item> secede(HardState vote, Findings findings) throws Damage {
        List<Tail.Item> items = new ArrayList<>();
        if (fresh == null) {
            return items;
        }
        Entries log = replay.log();
        long suspect = replay.suspectFrom();
        if (suspect <= log.last()) {
            findings.add(
                    Finding.Effect.NOTED,
                    "entries %d to %d are lost: only other members could have sent them again"
                            .formatted(suspect, log.last()));
            replay.cut(suspect - 1);
            items.add(new Tail.Item(Type.TRUNCATE, suspect - 1, 0, Bytes.EMPTY));
        }
        Members members = fresh.members().apply(replay.members());
        Payload payload = Payload.of(members);
        long term = 1 + Math.max(vote.currentTerm(), lastTerm(replay.log(), replay.prevTerm()));
        replay.configure(term, members, payload.size());
        long index = replay.log().last();
        items.add(new Tail.Item(Type.CONFIGURATION, index, term, payload.bytes()));
        return items;
    }

    private String seceded() {
        Identity now = identity.content().identity();
        Secession secession = identity.content().secession();
        return "THIS MEMBER HAS LEFT CLUSTER %x AND IS CLUSTER %x NOW, BY ITSELF: member %s, with the"
                        .formatted(
                                secession == null ? 0 : secession.before(),
                                now.clusterId(),
                                now.memberId())
                + " entries up to %d. What only the others had is lost; never start them again"
                        .formatted(replay.log().last() - 1);
    }

    private Origin origin() {
        return identity.content().origin();
    }

    /**
     * The journal and the vote file are forced independently: the log may be of a term of which
     * nothing was said to anybody yet. In such a term there was no vote, or the vote file had it.
     */
    private static HardState raised(HardState hardState, Entries log, long prevTerm) {
        long term = lastTerm(log, prevTerm);
        return term > hardState.currentTerm() ? new HardState(term, null) : hardState;
    }

    private static long lastTerm(Entries log, long prevTerm) {
        return log.isEmpty() ? prevTerm : log.term(log.last());
    }

    /** Keeps what is about to go, as far as it may have been acknowledged. */
    private void keepAside() throws IOException {
        Scan scan = survey.last();
        if (scan == null || last.aside() < 0) {
            return;
        }
        int from = last.aside();
        int length = Math.max(0, scan.end() - from);
        String name = ASIDE + "%016x-%08x".formatted(scan.segment.number, from);
        disk.create(name + TMP, length);
        scan.pieces(from, (position, piece) -> disk.write(name + TMP, position, piece));
        disk.force(name + TMP);
        disk.rename(name + TMP, name);
        disk.forceDirectory();
    }

    private void forgetAside(List<String> there) throws IOException {
        List<String> aside =
                there.stream()
                        .filter(file -> file.startsWith(ASIDE) && !file.endsWith(TMP))
                        .sorted()
                        .toList();
        for (String file : aside.subList(0, Math.max(0, aside.size() - ASIDE_MAX))) {
            disk.delete(file);
        }
    }

    private void countStart(int place) throws IOException {
        IdentityFile.Content content = identity.content();
        Identity old = content.identity();
        Identity next =
                new Identity(
                        old.clusterId(),
                        old.memberId(),
                        old.incarnation(),
                        old.bootEpoch() + 1,
                        old.initialCluster());
        Scan scan = survey.last();
        long number = scan == null ? 0 : scan.segment.number;
        // A blank segment is given up here, since the fresh one may take its place.
        IdentityFile.Content counted = content.with(next, number);
        if (standing == Standing.SNAPSHOT || trusts) {
            counted = counted.based(); // what is written then is not for older programs
        }
        if (fresh != null) {
            Secession begun = counted.secession();
            boolean goesOn = begun != null && !begun.ended();
            counted = counted.seceded(goesOn ? old.clusterId() : fresh.clusterId());
        }
        identity.write(counted, 1 - place);
    }

    private long rewrite(Block vote, HardState hardState) throws IOException {
        long watermark = VoteFile.Content.decode(vote.body()).watermark();
        VoteFile.Content content = new VoteFile.Content(hardState, watermark);
        Copies.Text text = VoteFile.text(origin(), vote.sequence() + 1, content);
        Copies.rewrite(disk, VoteFile.FILE, 1 - vote.place(), text);
        return text.sequence();
    }

    /**
     * What stays in the last segment and what is written again.
     *
     * @param bytes of the disk that stay in use there; 0 if the file goes
     */
    private record Kept(List<Replay.Kept> again, Replay.Link before, long bytes) {}

    /** A short segment is written again as a whole, so that starts do not leave a file each. */
    private Kept split() {
        List<Replay.Kept> all = last.kept();
        int proven = 0;
        while (proven < all.size() && all.get(proven).ordinal() <= replay.mark()) {
            proven++;
        }
        Scan scan = survey.last();
        int live = Survey.end(all.subList(0, proven));
        if (scan == null
                || proven == 0
                || live - scan.segment.recordsStart() <= limits.segmentBytes() / 4) {
            return new Kept(all, before, 0);
        }
        Survey.note(places, seams, scan, all.subList(0, proven));
        Replay.Kept end = all.get(proven - 1);
        return new Kept(
                all.subList(proven, all.size()),
                new Replay.Link(end.ordinal(), end.chain()),
                Layout.align(live, Layout.BLOCK));
    }

    private List<Tail.Item> items(List<Replay.Kept> again, long voteSequence) throws IOException {
        List<Tail.Item> items = new ArrayList<>();
        long epoch = identity.content().identity().bootEpoch();
        items.add(new Tail.Item(Type.MARK, voteSequence, epoch, Bytes.EMPTY));
        Scan scan = survey.last();
        for (Replay.Kept kept : again) {
            Bytes payload = scan == null ? Bytes.EMPTY : kept.payload(scan);
            items.add(new Tail.Item(kept.type(), kept.index(), kept.term(), payload));
        }
        if (standing == Standing.SNAPSHOT && snapshot != null) {
            items.add(new Tail.Item(Type.RESET, snapshot.index(), snapshot.term(), Bytes.EMPTY));
        } else if (trusts) {
            items.add(new Tail.Item(Type.SUSPECT, replay.suspectFrom(), 0, Bytes.EMPTY));
        } else if (last.aside() >= 0 && replay.suspectFrom() <= replay.log().last()) {
            items.add(new Tail.Item(Type.SUSPECT, replay.suspectFrom(), 0, Bytes.EMPTY));
        }
        return items;
    }

    /**
     * A segment with its head under the passing name: the first one prepared ahead, if it will do.
     * The one behind it stays in reserve.
     */
    private Segment fresh(List<Tail.Item> items) throws IOException {
        Segment fresh = Tail.sized(survey.highest() + 1, limits, items);
        Segment reused = null;
        for (Segment blank : survey.blank()) {
            if (!follows(blank) || !blank.isLike(fresh)) {
                disk.delete(blank.file);
            } else if (reused == null) {
                reused = blank;
            } else if (blank.number == reused.number + 1) {
                // A force of the directory may have failed since it was named: it is named anew.
                disk.rename(blank.file, Spares.PASSING);
                disk.rename(Spares.PASSING, blank.file);
                reserve = blank;
            } else {
                disk.delete(blank.file);
            }
        }
        if (reused == null) {
            // What is half prepared may hold the very room that is needed.
            if (disk.list().contains(Spares.PASSING)) {
                disk.delete(Spares.PASSING);
            }
            fresh.create(disk, Tail.PASSING, origin());
            return fresh;
        }
        disk.rename(reused.file, Tail.PASSING);
        // Its old name must not come back while its records are half written.
        disk.forceDirectory();
        return reused;
    }

    /** Whether all records are in segments before it. */
    private boolean follows(Segment blank) {
        Scan scan = survey.last();
        return scan == null || blank.number > scan.segment.number;
    }

    private void clean(Kept kept) throws IOException {
        List<String> there = disk.list();
        for (String file : survey.dead()) {
            disk.delete(file);
        }
        for (String file : there) {
            if (file.equals(Spares.PASSING) || (file.startsWith(ASIDE) && file.endsWith(TMP))) {
                disk.delete(file);
            }
        }
        forgetAside(there);
        Scan scan = survey.last();
        if (scan != null && kept.bytes() == 0) {
            disk.delete(scan.segment.file);
        } else if (scan != null) {
            disk.truncate(scan.segment.file, kept.bytes());
            disk.force(scan.segment.file);
        }
        disk.forceDirectory();
    }
}
