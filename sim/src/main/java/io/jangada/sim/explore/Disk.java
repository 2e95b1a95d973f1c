package io.jangada.sim.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One server's disk: what a power cut leaves now, and what was ordered since. Terms with votes and
 * entries become durable in two lanes, each in its own order; entries never before the term and
 * vote that were ordered before them.
 *
 * @param log what is durable of the log, as {@link Entry} numbers; never written to
 * @param ordered in the order of the orders
 */
@SuppressWarnings("ArrayRecordComponent")
record Disk(long term, int vote, long[] log, List<Write> ordered) {
    static final Disk BLANK = new Disk(0, 0, Entry.NONE, List.of());

    /** Something ordered that a power cut may still lose. */
    sealed interface Write {
        record Vote(long term, int vote) implements Write {}

        /**
         * Entries from index {@code first} on, in place of whatever stands there; never written to.
         */
        @SuppressWarnings("ArrayRecordComponent")
        record Append(long first, long[] entries) implements Write {
            @Override
            public String toString() {
                return "append " + first + " " + Entry.text(entries);
            }
        }
    }

    Disk order(Write write) {
        List<Write> more = new ArrayList<>(ordered);
        more.add(write);
        return new Disk(term, vote, log, List.copyOf(more));
    }

    boolean canSave() {
        for (Write each : ordered) {
            if (each instanceof Write.Vote) {
                return true;
            }
        }
        return false;
    }

    /** Whether the oldest write of entries may become durable now. */
    boolean canForce() {
        return !ordered.isEmpty() && ordered.getFirst() instanceof Write.Append;
    }

    /** The oldest term and vote that wait are durable. */
    Disk save() {
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i) instanceof Write.Vote saved) {
                return new Disk(saved.term(), saved.vote(), log, without(i));
            }
        }
        throw new IllegalStateException("no term and vote was ordered");
    }

    /** The oldest entries that wait are durable, in the place of what stood there. */
    Disk force() {
        if (!(ordered.getFirst() instanceof Write.Append append)) {
            throw new IllegalStateException("a term and vote go first");
        }
        int kept = (int) append.first() - 1;
        long[] whole = Arrays.copyOf(log, kept + append.entries().length);
        System.arraycopy(append.entries(), 0, whole, kept, append.entries().length);
        return new Disk(term, vote, whole, without(0));
    }

    private List<Write> without(int position) {
        List<Write> rest = new ArrayList<>(ordered);
        rest.remove(position);
        return List.copyOf(rest);
    }

    /**
     * What a power cut leaves.
     *
     * @param saves so many terms and votes that were ordered became durable
     * @param entries so many entries did
     */
    record Left(Disk disk, int saves, int entries) {}

    /** All that a power cut may leave: any beginning of each lane. */
    List<Left> crashed() {
        List<Left> left = new ArrayList<>();
        Disk saved = this;
        for (int saves = 0; ; saves++) {
            Disk forced = saved;
            int entries = 0;
            left.add(new Left(forced.cut(), saves, entries));
            while (forced.ordered.stream().findFirst().orElse(null) instanceof Write.Append next) {
                forced = forced.force();
                entries += next.entries().length;
                left.add(new Left(forced.cut(), saves, entries));
            }
            if (!saved.canSave()) {
                return left;
            }
            saved = saved.save();
        }
    }

    private Disk cut() {
        return new Disk(term, vote, log, List.of());
    }

    Disk renamed(int[] names) {
        List<Write> writes = new ArrayList<>(ordered);
        writes.replaceAll(write ->
                write instanceof Write.Vote saved
                        ? new Write.Vote(saved.term(), names[saved.vote()])
                        : write);
        return new Disk(term, names[vote], log, List.copyOf(writes));
    }

    void write(Octets to) {
        to.number(term);
        to.number(vote);
        to.numbers(log);
        for (Write each : ordered) {
            switch (each) {
                case Write.Vote saved -> {
                    to.octet(1);
                    to.number(saved.term());
                    to.number(saved.vote());
                }
                case Write.Append append -> {
                    to.octet(2);
                    to.number(append.first());
                    to.numbers(append.entries());
                }
            }
        }
    }

    @Override
    public String toString() {
        return "term " + term + " vote " + vote + " log " + Entry.text(log);
    }
}
