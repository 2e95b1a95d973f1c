package io.jangada.node;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The highest sequence applied of every origin: a forwarded command that arrives twice, or later
 * than one that its member proposed after it, is dropped on every member alike.
 *
 * <p>Part of the replicated state: it depends on the log alone. Of each member the {@value
 * #BOOTS_MAX} newest boots are kept, in the order in which the log first saw them.
 *
 * <p>Of those who are no members any more, boots stay known as well, for what they have sent may
 * come late, and they may come back: {@value #STRANGERS_MAX} at most after each configuration.
 */
final class Origins {
    static final int BOOTS_MAX = 64;
    static final int STRANGERS_MAX = 4096;

    private record Boot(ServerId member, long boot) {
        private static final Comparator<Boot> ORDER =
                Comparator.comparing(Boot::member).thenComparingLong(Boot::boot);
    }

    private static final class Highest {
        private final long born;
        private long sequence;

        private Highest(long born) {
            this.born = born;
        }
    }

    private final TreeMap<Boot, Highest> highest = new TreeMap<>(Boot.ORDER);
    private long births;

    /** Whether this command is to be applied; false for a duplicate or a late one. */
    boolean admit(Origin origin) {
        Boot boot = new Boot(origin.member(), origin.boot());
        Highest known = highest.get(boot);
        if (known == null) {
            known = new Highest(births++);
            highest.put(boot, known);
            forgetOldest(origin.member());
        }
        if (origin.sequence() <= known.sequence) {
            return false;
        }
        known.sequence = origin.sequence();
        return true;
    }

    /** These are the members from here on in the log. */
    void configured(Members configuration) {
        SortedSet<ServerId> all = configuration.all();
        List<Boot> strangers =
                highest.keySet().stream().filter(boot -> !all.contains(boot.member)).toList();
        strangers.stream()
                .limit(Math.max(0, strangers.size() - STRANGERS_MAX))
                .forEach(highest::remove);
    }

    private void forgetOldest(ServerId member) {
        NavigableMap<Boot, Highest> boots = boots(member);
        if (boots.size() <= BOOTS_MAX) {
            return;
        }
        boots.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().born))
                .map(Map.Entry::getKey)
                .ifPresent(highest::remove);
    }

    private NavigableMap<Boot, Highest> boots(ServerId member) {
        return highest.subMap(
                new Boot(member, Long.MIN_VALUE), true, new Boot(member, Long.MAX_VALUE), true);
    }

    /** The highest sequence of this boot that was applied, 0 for none. */
    long highest(ServerId member, long boot) {
        Highest known = highest.get(new Boot(member, boot));
        return known == null ? 0 : known.sequence;
    }

    int size() {
        return highest.size();
    }

    /**
     * All that it knows: member, boot and sequence of each origin, 8 bytes each, big-endian; by
     * member, and of a member the oldest boot first. Equal ones have equal bytes.
     */
    Bytes encode() {
        ByteBuffer to = ByteBuffer.allocate(highest.size() * Origin.BYTES);
        highest.entrySet().stream()
                .sorted(
                        Comparator.comparing(
                                        (Map.Entry<Boot, Highest> each) -> each.getKey().member)
                                .thenComparingLong(each -> each.getValue().born))
                .forEach(each ->
                        to.putLong(each.getKey().member.value())
                                .putLong(each.getKey().boot)
                                .putLong(each.getValue().sequence));
        return Bytes.owned(to.array());
    }

    /**
     * The origins that {@link #encode} gave.
     *
     * @throws IllegalArgumentException if it gives no such bytes
     */
    static Origins decode(Bytes bytes) {
        ByteBuffer from = bytes.buffer();
        check(from.remaining() % Origin.BYTES == 0, "cut off");
        Origins origins = new Origins();
        ServerId last = null;
        while (from.hasRemaining()) {
            ServerId member = new ServerId(from.getLong());
            check(last == null || last.compareTo(member) <= 0, "members out of order");
            last = member;
            Highest known = new Highest(origins.births++);
            Boot boot = new Boot(member, from.getLong());
            known.sequence = from.getLong();
            check(known.sequence >= 0, "a sequence below 0");
            check(origins.highest.put(boot, known) == null, "a boot that is there twice");
            check(origins.boots(member).size() <= BOOTS_MAX, "too many boots of a member");
        }
        return origins;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("malformed origins: " + what);
        }
    }
}
