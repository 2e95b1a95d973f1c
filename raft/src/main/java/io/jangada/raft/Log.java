package io.jangada.raft;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the core knows of its log: the term and the size of each entry, never its bytes, what the
 * configurations in it say, and how much of it is durable. Terms are kept as runs, because a term
 * lasts for many entries; sizes in chunks, because a log is long.
 *
 * <p>Durability is known by write numbers. Each write remembers the last index that it still stands
 * for; cutting the log lowers it. So the report of a write whose entries were overwritten meanwhile
 * counts for nothing, even where the same index holds an entry again.
 *
 * <p>Suspect entries ({@link Start}) keep their place for the log's last index and term, but count
 * as not durable until a leader has sent them again.
 *
 * <p>A snapshot may stand for the beginning of the log, which is then forgotten but for the index
 * and term of its last entry, the base.
 */
final class Log {
    private static final long NONE = Long.MAX_VALUE;

    private final LogSizes sizes = new LogSizes();
    private long[] runFirsts = new long[4];
    private long[] runTerms = new long[4];
    private int runs;
    private long base;
    private long baseTerm;
    private long last;

    /** The configuration that the log begins with, and those in it by index. */
    private Members baseMembers;

    private final TreeMap<Long, Members> configurations = new TreeMap<>();

    /** The sizes of older entries are not known: a state without them was decoded. */
    private long sizesFrom = 1;

    private long durable;
    private long lastWrite;
    private long[] pendingLasts = new long[8];
    private int pending;

    private long suspectFrom = NONE;

    /** Up to here it was, whatever is durable now: suspect entries cannot be told apart. */
    private long onceDurable;

    Log(Members members) {
        baseMembers = members;
    }

    /**
     * A log as recovery found it: all of it is durable, but for what is suspect.
     *
     * @param members what was in effect at the snapshot; no configuration before it is asked for
     */
    Log(Members members, long prevTerm, Entries entries, long suspectFrom) {
        this(members);
        startBehind(entries.first() - 1, prevTerm);
        append(entries);
        durable = last;
        if (suspectFrom <= last) {
            this.suspectFrom = suspectFrom;
            onceDurable = last;
        }
    }

    private void startBehind(long index, long term) {
        base = index;
        baseTerm = term;
        last = index;
        runs = 0;
        sizes.forget(index);
        sizesFrom = index + 1;
    }

    /** The last entry that is forgotten; 0 when none is. */
    long base() {
        return base;
    }

    long last() {
        return last;
    }

    long lastTerm() {
        return runs == 0 ? baseTerm : runTerms[runs - 1];
    }

    /** The term of the entry at {@code index}, from the base on; 0 for index 0. */
    long term(long index) {
        Check.that(index >= base && index <= last, "no entry there");
        return index == base ? baseTerm : runTerms[run(index)];
    }

    /** The configuration in effect: a server uses the latest one in its log (Raft thesis §4.1). */
    Members members() {
        return configurations.isEmpty() ? baseMembers : configurations.lastEntry().getValue();
    }

    /** The configuration in effect when the log ended with {@code index}. */
    Members members(long index) {
        Map.Entry<Long, Members> latest = configurations.floorEntry(index);
        return latest == null ? baseMembers : latest.getValue();
    }

    /** The index of the configuration in effect; the base if it is not in this log any more. */
    long configurationIndex() {
        return configurations.isEmpty() ? base : configurations.lastKey();
    }

    /**
     * Whether {@code server} has a vote in what was in effect at {@code committed} or later.
     * Whoever has none is never elected; whoever only lost it by an entry that is not committed may
     * be, for nobody else may have that entry (Raft thesis §4.2.2).
     */
    boolean mayBeElected(ServerId server, long committed) {
        return members(committed).isVoter(server)
                || configurations.tailMap(committed, false).values().stream()
                        .anyMatch(members -> members.isVoter(server));
    }

    /** The payload bytes of the entries from {@code from} to {@code to}, both included. */
    long bytes(long from, long to) {
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            bytes += sizes.at(index);
        }
        return bytes;
    }

    /**
     * The last index at or below {@code index} whose term is at most {@code term}; 0 if none is.
     * Where it lies before the base, the answer is one before the base, and need not be the one.
     */
    long lastAtMost(long index, long term) {
        long at = Math.min(index, last);
        if (at > base) {
            int run = run(at);
            while (run >= 0 && runTerms[run] > term) {
                at = runFirsts[run] - 1;
                run--;
            }
        }
        return at < base || baseTerm <= term ? at : at > base ? at : base - 1;
    }

    /** At least one entry if there is one at {@code from}, and no more than the limits allow. */
    Entries slice(long from, int entriesMax, long bytesMax) {
        int count = 0;
        long bytes = 0;
        for (long index = from; index <= last && count < entriesMax; index++) {
            bytes += sizes.at(index);
            if (count > 0 && bytes > bytesMax) {
                break;
            }
            count++;
        }
        return slice(from, count);
    }

    Entries slice(long from, int count) {
        if (count == 0) {
            return Entries.none(from);
        }
        long[] terms = new long[count];
        int[] lengths = new int[count];
        int run = run(from);
        for (int i = 0; i < count; i++) {
            if (run + 1 < runs && runFirsts[run + 1] <= from + i) {
                run++;
            }
            terms[i] = runTerms[run];
            lengths[i] = sizes.at(from + i);
        }
        Entries slice = Entries.owned(from, terms, Sizes.owned(lengths));
        return configurations.isEmpty()
                ? slice
                : slice.with(configurations.subMap(from, from + count));
    }

    /**
     * The first index at which {@code entries} has something that this log lacks: a conflicting
     * entry, one behind the end, or one that is suspect here. One behind the last of {@code
     * entries} when there is nothing.
     */
    long firstMissing(Entries entries) {
        long end = Math.min(entries.last(), last);
        for (long index = Math.max(entries.first(), base + 1); index <= end; index++) {
            if (index >= suspectFrom || term(index) != entries.term(index)) {
                return index;
            }
        }
        return Math.max(end + 1, entries.first());
    }

    /**
     * Writes {@code entries} where they belong, cutting what stands there, and returns whether
     * there was anything. Suspect entries behind matching ones keep their place: they are still
     * unproved.
     */
    boolean write(Entries entries) {
        boolean truncates = entries.first() <= last;
        if (truncates && isRepair(entries)) {
            unprove(entries.first() - 1);
            sizes.put(entries);
            configurations.putAll(entries.configurations());
            suspectFrom = entries.last() + 1;
        } else {
            if (truncates) {
                truncate(entries.first() - 1);
            }
            append(entries);
        }
        number(entries.last());
        return truncates;
    }

    /** A part of the suspect entries, unchanged: more of them follow. */
    private boolean isRepair(Entries entries) {
        if (entries.first() != suspectFrom || entries.last() >= last) {
            return false;
        }
        for (long index = entries.first(); index <= entries.last(); index++) {
            if (term(index) != entries.term(index)) {
                return false;
            }
        }
        return true;
    }

    private void append(Entries entries) {
        if (entries.isEmpty()) {
            return;
        }
        Check.that(entries.first() == last + 1, "a log has no gaps");
        Check.that(entries.term(entries.first()) >= lastTerm(), "terms never decrease along a log");
        sizes.put(entries);
        configurations.putAll(entries.configurations());
        long index = entries.first();
        for (; index <= entries.last(); index++) {
            if (runs == 0 || entries.term(index) != runTerms[runs - 1]) {
                startRun(index, entries.term(index));
            }
        }
        last = index - 1;
    }

    private void startRun(long first, long term) {
        if (runs == runFirsts.length) {
            runFirsts = Arrays.copyOf(runFirsts, 2 * runs);
            runTerms = Arrays.copyOf(runTerms, 2 * runs);
        }
        runFirsts[runs] = first;
        runTerms[runs++] = term;
    }

    private void truncate(long newLast) {
        unprove(newLast);
        last = newLast;
        configurations.tailMap(last, false).clear();
        sizesFrom = Math.min(sizesFrom, last + 1);
        while (runs > 0 && runFirsts[runs - 1] > last) {
            runs--;
        }
        if (suspectFrom > last) {
            suspectFrom = NONE;
        }
    }

    /** A snapshot stands for everything up to {@code index}, which is durable in the log. */
    void forget(long index) {
        long term = term(index);
        int gone = 0;
        while (gone < runs && (gone + 1 < runs ? runFirsts[gone + 1] - 1 : last) <= index) {
            gone++;
        }
        System.arraycopy(runFirsts, gone, runFirsts, 0, runs - gone);
        System.arraycopy(runTerms, gone, runTerms, 0, runs - gone);
        runs -= gone;
        if (runs > 0) {
            runFirsts[0] = Math.max(runFirsts[0], index + 1);
        }
        baseMembers = members(index);
        configurations.headMap(index, true).clear();
        base = index;
        baseTerm = term;
        sizes.forget(index);
        sizesFrom = Math.max(sizesFrom, index + 1);
    }

    /**
     * A snapshot takes the place of the whole log, which goes on behind it. Of what was durable
     * only what is {@code committed} is surely the same; that the log has its new beginning is a
     * write of its own.
     */
    void reset(Snapshot snapshot, long committed) {
        long index = snapshot.lastIncludedIndex();
        onceDurable = Math.min(everDurable(), index);
        durable = Math.min(durable(), committed);
        Arrays.fill(pendingLasts, 0, pending, 0);
        suspectFrom = NONE;
        startBehind(index, snapshot.lastIncludedTerm());
        baseMembers = snapshot.members();
        configurations.clear();
        number(index);
    }

    private void number(long standsFor) {
        lastWrite++;
        if (pending == pendingLasts.length) {
            pendingLasts = Arrays.copyOf(pendingLasts, 2 * pending);
        }
        pendingLasts[pending++] = standsFor;
    }

    /** No write so far says anything of an entry behind {@code index} any more. */
    private void unprove(long index) {
        durable = Math.min(durable, index);
        for (int i = 0; i < pending; i++) {
            pendingLasts[i] = Math.min(pendingLasts[i], index);
        }
    }

    /** The number of the newest write. */
    long lastWrite() {
        return lastWrite;
    }

    /** All writes up to {@code write} are durable. */
    void persisted(long write) {
        Check.that(write <= lastWrite, "nothing is durable that was not ordered");
        int done = (int) Math.max(0, write - (lastWrite - pending));
        if (done > 0) {
            durable = Math.max(durable, pendingLasts[done - 1]);
            System.arraycopy(pendingLasts, done, pendingLasts, 0, pending - done);
            pending -= done;
        }
    }

    /** Up to here the log is durable and may be acknowledged. */
    long durable() {
        return isLost() ? 0 : Math.min(durable, suspectFrom - 1);
    }

    /** Up to here this server may once have acknowledged. */
    long everDurable() {
        return Math.max(durable, onceDurable);
    }

    /** What is forgotten is lost, with the snapshot that stood for it; the entries are not. */
    boolean isLost() {
        return suspectFrom <= base;
    }

    /** Whether it was lost, and {@code snapshot} stands for it again. */
    boolean finds(Snapshot snapshot) {
        long index = snapshot.lastIncludedIndex();
        boolean found =
                isLost()
                        && index >= base
                        && index <= last
                        && term(index) == snapshot.lastIncludedTerm();
        if (found) {
            suspectFrom = NONE;
            baseMembers = snapshot.members();
        }
        return found;
    }

    boolean isSuspect() {
        return suspectFrom != NONE;
    }

    /** The last index that is not suspect. */
    long trusted() {
        return Math.min(last, suspectFrom - 1);
    }

    private int run(long index) {
        int run = runs - 1;
        if (runFirsts[run] <= index) {
            return run;
        }
        int found = Arrays.binarySearch(runFirsts, 0, run, index);
        return found >= 0 ? found : -found - 2;
    }

    /**
     * The base, the configurations, runs of (count, term) closed by a count of 0, then the sizes,
     * but for those of older entries than the newest {@code sizesMax}: these are forgotten, and 0
     * in what is decoded.
     */
    void encode(Writer to, long sizesMax) {
        to.number(base);
        to.number(baseTerm);
        to.members(baseMembers);
        to.configurations(configurations);
        for (int run = 0; run < runs; run++) {
            long next = run + 1 < runs ? runFirsts[run + 1] : last + 1;
            to.number(next - runFirsts[run]);
            to.number(runTerms[run]);
        }
        to.number(0);
        long from = Math.max(sizesFrom, last - sizesMax + 1);
        to.number(from);
        for (long index = from; index <= last; index++) {
            to.number(sizes.at(index));
        }
        to.number(durable);
        to.number(lastWrite);
        to.number(pending);
        for (int i = 0; i < pending; i++) {
            to.number(pendingLasts[i]);
        }
        to.number(isSuspect() ? suspectFrom : last + 1);
        to.number(onceDurable);
    }

    static Log decode(Reader from) throws Malformed {
        long base = from.natural();
        long baseTerm = from.natural();
        Log log = new Log(from.members());
        log.configurations.putAll(from.configurations(base + 1, Long.MAX_VALUE));
        Reader.require((base == 0) == (baseTerm == 0), "a term of no entry");
        log.startBehind(base, baseTerm);
        for (long count = from.natural(); count > 0; count = from.natural()) {
            long term = from.natural();
            Reader.require(
                    log.runs == 0 ? term >= baseTerm : term > log.lastTerm(),
                    "terms along a log increase");
            Reader.require(count <= Integer.MAX_VALUE - (log.last - base), "a log too long");
            log.startRun(log.last + 1, term);
            log.last += count;
        }
        log.sizesFrom = from.natural();
        Reader.require(
                log.sizesFrom > base && log.sizesFrom <= log.last + 1, "sizes outside the log");
        for (long index = log.sizesFrom; index <= log.last; index++) {
            log.sizes.put(index, from.size());
        }
        log.durable = from.natural();
        log.lastWrite = from.natural();
        log.pending = from.count();
        Reader.require(log.pending <= log.lastWrite, "more writes pending than made");
        log.pendingLasts = new long[Math.max(8, log.pending)];
        for (int i = 0; i < log.pending; i++) {
            log.pendingLasts[i] = from.natural();
            Reader.require(log.pendingLasts[i] <= log.last, "a write behind the log");
        }
        long suspectFrom = from.natural();
        Reader.require(
                suspectFrom > 0 && suspectFrom >= base && suspectFrom <= log.last + 1,
                "suspect outside the log");
        log.suspectFrom = suspectFrom > log.last ? NONE : suspectFrom;
        log.onceDurable = from.natural();
        Reader.require(log.durable <= log.last, "durable behind the log");
        Reader.require(
                log.configurations.isEmpty() || log.configurations.lastKey() <= log.last,
                "a configuration behind the log");
        return log;
    }
}
