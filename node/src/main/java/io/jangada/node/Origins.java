package io.jangada.node;

import io.jangada.raft.ServerId;

import java.util.Comparator;
import java.util.TreeMap;

/**
 * The highest sequence applied of every origin: a forwarded command that arrives twice, or later
 * than one that its member proposed after it, is dropped on every member alike.
 *
 * <p>Part of the replicated state: it depends on the log alone. Of each member the {@value
 * #BOOTS_MAX} newest boots are kept, in the order in which the log first saw them.
 */
final class Origins {
    static final int BOOTS_MAX = 64;

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

    private void forgetOldest(ServerId member) {
        var boots =
                highest.subMap(
                        new Boot(member, Long.MIN_VALUE),
                        true,
                        new Boot(member, Long.MAX_VALUE),
                        true);
        if (boots.size() <= BOOTS_MAX) {
            return;
        }
        boots.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().born))
                .map(java.util.Map.Entry::getKey)
                .ifPresent(highest::remove);
    }

    int size() {
        return highest.size();
    }
}
