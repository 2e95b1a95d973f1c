package io.jangada.node.storage;

import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Entries;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goes through the records of all segments in the order of their ordinals, asks {@link Verdict}
 * about each, and builds the log from what is kept.
 */
final class Replay {
    private static final String AMBIGUOUS =
            "damaged in the last batch, which may or may not have been acknowledged: ";

    private static final String TORN = "torn in the last batch, of which nothing tells a force: ";

    private final boolean begunAlone;
    private final boolean seceding;
    private final @Nullable Manifest snapshot;
    private final @Nullable Manifest told;
    private final Findings findings;
    private long mark;

    private long top;
    private @Nullable Scan place;
    private int chain;
    private boolean chainKnown = true;

    private long[] terms = new long[1024];
    private int[] sizes = new int[1024];
    private long base;
    private long baseTerm;
    private int count;
    private final TreeMap<Long, Members> configurations = new TreeMap<>();
    private long suspectFrom = Long.MAX_VALUE;
    private long epoch;
    private long voteSequence;

    /**
     * @param begunAlone whether the cluster began with this member alone
     * @param seceding whether it is alone from now on, whatever the log and the snapshots tell
     * @param snapshot the newest one
     * @param told the newest one of which there is a manifest: its configuration holds even where
     *     the rest is damaged
     * @param begin where the journal begins
     * @param mark an ordinal that is known to have been forced
     */
    Replay(
            boolean begunAlone,
            boolean seceding,
            @Nullable Manifest snapshot,
            @Nullable Manifest told,
            Base begin,
            long mark,
            Findings findings) {
        this.begunAlone = begunAlone;
        this.seceding = seceding;
        this.snapshot = snapshot;
        this.told = told;
        this.mark = mark;
        this.findings = findings;
        this.top = begin.link().ordinal();
        this.chain = begin.link().chain();
        this.base = begin.index();
        this.baseTerm = begin.term();
        this.voteSequence = begin.vote();
    }

    /** An ordinal and the chain up to it. */
    record Link(long ordinal, int chain) {}

    /**
     * A record that stays.
     *
     * @param chain the chain behind it
     * @param size of the entry's payload; 0 if it is no entry
     * @param header null if its bytes are lost
     */
    record Kept(
            long ordinal,
            Type type,
            long index,
            long term,
            int size,
            int chain,
            @Nullable Header header) {
        /** The payload as it is to be written again. */
        Bytes payload(Scan scan) throws IOException {
            if (header != null) {
                return scan.payload(header);
            }
            if (type != Type.FAULTY) {
                return Bytes.EMPTY;
            }
            return Bytes.copyOf(ByteBuffer.allocate(4).putInt(size).flip());
        }
    }

    /**
     * What stays of the last segment.
     *
     * @param aside where the bytes begin that are to be kept in a side file; negative if there are
     *     none
     */
    record Last(List<Kept> kept, int aside) {}

    /** Everything up to {@code ordinal} is known to have been forced. */
    void proven(long ordinal) {
        mark = Math.max(mark, ordinal);
    }

    /** Everything up to ordinal {@code end}, which a later segment proves to have been forced. */
    List<Kept> sealed(Scan scan, long end) throws IOException, Damage {
        List<Kept> kept = new ArrayList<>();
        while (top < end) {
            kept.add(keep(scan, top + 1, false));
        }
        return kept;
    }

    /** Everything in the last segment, up to where it is torn. */
    Last open(Scan scan) throws IOException, Damage {
        List<Kept> kept = new ArrayList<>();
        long end = Math.max(scan.top(), mark);
        int aside = -1;
        while (top < end) {
            long ordinal = top + 1;
            boolean beyond = ordinal > mark;
            switch (verdict(scan, ordinal, beyond)) {
                case KEEP, REFUSE -> kept.add(keep(scan, ordinal, beyond));
                case CUT -> {
                    warn(Finding.Effect.TORN, scan, ordinal, "torn tail, never acknowledged: cut");
                    return new Last(kept, aside);
                }
                case CUT_ASIDE -> {
                    String what = Tear.of(scan, ordinal) ? TORN : AMBIGUOUS;
                    warn(
                            Finding.Effect.ASIDE,
                            scan,
                            ordinal,
                            what + "cut, bytes kept in a side file");
                    return new Last(kept, aside < 0 ? Facts.offset(scan, ordinal) : aside);
                }
                case SUSPECT -> {
                    aside = aside < 0 ? Facts.offset(scan, ordinal) : aside;
                    Kept place = suspect(scan, ordinal);
                    if (place == null) {
                        return new Last(kept, aside);
                    }
                    kept.add(place);
                }
            }
        }
        return new Last(kept, aside);
    }

    private Verdict verdict(Scan scan, long ordinal, boolean beyond) throws Damage {
        Scan.Found found = scan.find(ordinal);
        boolean doubtful = beyond && (found == null || !found.whole());
        return Verdict.of(
                found != null,
                found != null && found.whole(),
                scan.named(ordinal),
                found != null && (!chainKnown || found.header().previous() == chain),
                beyond,
                doubtful && Tear.of(scan, ordinal),
                doubtful && isAlone(scan, ordinal));
    }

    /**
     * Whether nobody else has a vote, by the configuration that the log ends with. Where there is a
     * learner, a configuration that is lost, or what may be one, may have given it a vote.
     */
    private boolean isAlone(Scan scan, long ordinal) throws Damage {
        Members members = members();
        Facts facts = Facts.of(scan, ordinal);
        boolean harmless = facts != null && facts.type() != Type.CONFIGURATION;
        return isAlone()
                && (seceding || members == null || members.learners().isEmpty() || harmless);
    }

    /** The latest configuration; null if that is the one that the cluster began with. */
    @Nullable Members members() throws Damage {
        Map.Entry<Long, Members> latest = configurations.lastEntry();
        if (told != null && (latest == null || latest.getKey() <= told.index())) {
            return decode(told.members(), "snapshot " + told.index());
        }
        return latest == null ? null : latest.getValue();
    }

    /** Whether there may be a configuration in what is forgotten, and no snapshot tells of it. */
    boolean hides() {
        return base > 0 && configurations.isEmpty() && (told == null || told.index() < base);
    }

    private static Members decode(Bytes bytes, String where) throws Damage {
        try {
            return Codec.decodeMembers(bytes);
        } catch (Malformed malformed) {
            throw new Damage(where + ": its configuration is none: " + malformed.getMessage());
        }
    }

    private Kept keep(Scan scan, long ordinal, boolean beyond) throws IOException, Damage {
        Scan.Found found = scan.find(ordinal);
        if (found == null || verdict(scan, ordinal, beyond) != Verdict.KEEP) {
            throw new Damage(where(scan, ordinal) + ": damaged, and it was durable");
        }
        Header header = found.header();
        Identifier identifier = scan.identifier(ordinal);
        if (identifier == null) {
            warn(
                    Finding.Effect.IGNORED,
                    scan,
                    ordinal,
                    "its identifier is missing; the record is whole");
        } else if (!identifier.names(header)) {
            throw new Damage(where(scan, ordinal) + ": its identifier names another record");
        }
        chain = Layout.chain(header.crc(), found.payloadCrc());
        chainKnown = true;
        int size = header.type().isEntry() ? header.length() : 0;
        if (header.type() == Type.FAULTY) {
            size = header.length() == 4 ? found.first() : 0;
        }
        Kept kept =
                new Kept(
                        ordinal, header.type(), header.index(), header.term(), size, chain, header);
        apply(scan, kept);
        if (kept.type() == Type.CONFIGURATION) {
            configurations.put(kept.index(), decode(kept.payload(scan), where(scan, ordinal)));
        }
        return kept;
    }

    /** Keeps the place of a lost record; null, and nothing kept, if not even that is known. */
    private @Nullable Kept suspect(Scan scan, long ordinal) throws Damage {
        Facts facts = Facts.of(scan, ordinal);
        if (facts == null) {
            // The entry before it is suspect instead: a leader has to send again from there.
            suspectFrom = Math.min(suspectFrom, Math.max(base + 1, last()));
            warn(
                    Finding.Effect.SUSPECT,
                    scan,
                    ordinal,
                    AMBIGUOUS + "its place is lost, the log ends before it");
            return null;
        }
        warn(Finding.Effect.SUSPECT, scan, ordinal, AMBIGUOUS + "kept as suspect");
        boolean entry = facts.type().isEntry();
        Type type = entry ? Type.FAULTY : facts.type();
        int size = entry && facts.type() != Type.FAULTY ? facts.length() : 0;
        Kept kept = new Kept(ordinal, type, facts.index(), facts.term(), size, 0, null);
        apply(scan, kept);
        chainKnown = false;
        return kept;
    }

    private void apply(Scan scan, Kept kept) throws Damage {
        switch (kept.type()) {
            case NO_OP, COMMAND, CONFIGURATION -> {
                if (kept.index() <= last()) {
                    repair(scan, kept);
                } else {
                    add(scan, kept);
                }
            }
            case FAULTY -> {
                add(scan, kept);
                suspectFrom = Math.min(suspectFrom, kept.index());
            }
            case TRUNCATE -> {
                require(scan, kept, kept.index() >= base && kept.index() <= last());
                cut(kept.index());
            }
            case MARK -> {
                epoch = Math.max(epoch, kept.term());
                voteSequence = Math.max(voteSequence, kept.index());
            }
            // Later ones may be behind earlier ones: a snapshot stood for those between.
            case SUSPECT -> suspectFrom = kept.index() > last() ? Long.MAX_VALUE : kept.index();
            case RESET -> {
                require(scan, kept, kept.index() > 0 && kept.term() > 0);
                count = 0;
                configurations.clear();
                base = kept.index();
                baseTerm = kept.term();
                suspectFrom = Long.MAX_VALUE;
            }
        }
        top = kept.ordinal();
        place = scan;
    }

    /** The log ends at {@code index}. */
    void cut(long index) {
        count = (int) (index - base);
        configurations.tailMap(index, false).clear();
        suspectFrom = suspectFrom > last() ? Long.MAX_VALUE : suspectFrom;
    }

    private void add(Scan scan, Kept kept) throws Damage {
        long before = count == 0 ? Math.max(1, baseTerm) : terms[count - 1];
        boolean continues = kept.index() == last() + 1 && kept.term() >= before;
        require(scan, kept, continues && kept.size() >= 0);
        add(kept.term(), kept.size());
    }

    /** Behind all else, an entry with {@code members}, whose bytes are {@code size}. */
    void configure(long term, Members members, int size) {
        add(term, size);
        configurations.put(last(), members);
    }

    private void add(long term, int size) {
        if (count == terms.length) {
            terms = Arrays.copyOf(terms, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        terms[count] = term;
        sizes[count] = size;
        count++;
    }

    /** A leader has sent the first suspect entry again; those behind it still wait. */
    private void repair(Scan scan, Kept kept) throws Damage {
        require(scan, kept, kept.index() == suspectFrom && kept.index() > base);
        int at = (int) (kept.index() - base) - 1;
        require(scan, kept, kept.term() == terms[at]);
        sizes[at] = kept.size();
        suspectFrom = kept.index() < last() ? kept.index() + 1 : Long.MAX_VALUE;
    }

    private void require(Scan scan, Kept kept, boolean fact) throws Damage {
        if (!fact) {
            throw new Damage(
                    where(scan, kept.ordinal())
                            + ": does not continue a log that ends at "
                            + last());
        }
    }

    private void warn(Finding.Effect effect, Scan scan, long ordinal, String what) {
        findings.add(effect, where(scan, ordinal) + ": " + what);
    }

    /** Names file, offset and index. */
    private String where(Scan scan, long ordinal) {
        Facts facts = Facts.of(scan, ordinal);
        if (facts == null) {
            return "%s at %d: record %d, behind entry %d"
                    .formatted(scan.segment.file, Facts.offset(scan, ordinal), ordinal, last());
        }
        return "%s at %d: record %d, %s with index %d and term %d"
                .formatted(
                        scan.segment.file,
                        facts.offset(),
                        ordinal,
                        facts.type(),
                        facts.index(),
                        facts.term());
    }

    /** The last ordinal that was kept. */
    long top() {
        return top;
    }

    /** The segment that it stands in; null if none was kept. */
    @Nullable Scan place() {
        return place;
    }

    Link link() {
        return new Link(top, chain);
    }

    /** The highest ordinal that is known to have been forced. */
    long mark() {
        return mark;
    }

    long epoch() {
        return epoch;
    }

    /** The vote file's sequence that the journal has seen. */
    long voteSequence() {
        return voteSequence;
    }

    Entries log() {
        return Entries.of(
                        base + 1,
                        Arrays.copyOf(terms, count),
                        Sizes.of(Arrays.copyOf(sizes, count)))
                .with(configurations);
    }

    /** The term of the entry before the log, which is forgotten; 0 if there is none. */
    long prevTerm() {
        return baseTerm;
    }

    /** The log is empty, and goes on behind what {@code snapshot} holds. */
    void reset(Manifest snapshot) {
        base = snapshot.index();
        baseTerm = snapshot.term();
        count = 0;
        configurations.clear();
        suspectFrom = Long.MAX_VALUE;
    }

    /** What {@code snapshot} holds is not suspect any more; true if it was. */
    boolean trust(Manifest snapshot) {
        boolean suspect = suspectFrom <= snapshot.index() && suspectFrom <= last();
        if (suspect) {
            suspectFrom = snapshot.index() < last() ? snapshot.index() + 1 : Long.MAX_VALUE;
        }
        return suspect;
    }

    /** Whether nobody else has a vote, as far as it is known. */
    private boolean isAlone() throws Damage {
        if (seceding || hides()) {
            return seceding;
        }
        Members members = members();
        if (members == null || members.voters().isEmpty()) {
            return begunAlone;
        }
        return members.voters().size() == 1 && !members.isJoint();
    }

    /** Whether the newest snapshot or this log is gone on with. */
    Standing standing() throws Damage {
        if (snapshot == null) {
            return Standing.of(false, base > 0, false, false, false, false, isAlone());
        }
        long index = snapshot.index();
        boolean reaches = index >= base && index <= last();
        boolean first = index == base;
        boolean same =
                reaches && snapshot.term() == (first ? baseTerm : terms[(int) (index - base) - 1]);
        return Standing.of(true, base > 0, index < base, reaches, same, first, isAlone());
    }

    /** The last index of the log. */
    private long last() {
        return base + count;
    }

    /** The first suspect index, or the one behind the log. */
    long suspectFrom() {
        return Math.min(suspectFrom, last() + 1);
    }
}
