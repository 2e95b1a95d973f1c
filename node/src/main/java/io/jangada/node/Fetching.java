package io.jangada.node;

import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What is asked of whom while one snapshot is pulled: a few chunks at a time, again when nothing
 * came for a while, of the next source when one has it no more. Who offers it is asked last, since
 * that is the leader, which has other things to do.
 */
final class Fetching {
    /** Chunks that are asked for and have not come. */
    static final int UNDER_WAY_MAX = 2;

    /** The manifest is asked for as if it was a chunk with this offset. */
    static final long MANIFEST = -1;

    /** Asks {@code of} for what begins at {@code offset}. */
    @FunctionalInterface
    interface Ask {
        void ask(ServerId of, Message.FetchSnapshot question);
    }

    final Snapshot snapshot;
    private final long patience;
    private final ArrayDeque<ServerId> sources = new ArrayDeque<>();

    /** When each offset was asked for. */
    private final TreeMap<Long, Long> underWay = new TreeMap<>();

    private long heardAt;

    /**
     * @param others who else may have it
     * @param patience nanoseconds without an answer until it is asked again, of another
     */
    Fetching(Snapshot snapshot, ServerId leader, List<ServerId> others, long patience, long now) {
        this.snapshot = snapshot;
        this.patience = patience;
        this.heardAt = now;
        sources.addAll(others);
        sources.remove(leader);
        sources.add(leader);
    }

    boolean isFor(Snapshot other) {
        return snapshot.lastIncludedIndex() == other.lastIncludedIndex()
                && snapshot.lastIncludedTerm() == other.lastIncludedTerm();
    }

    /** A leader, perhaps another one, offers it once more: nobody is given up for good. */
    void offered(ServerId leader) {
        if (!sources.contains(leader)) {
            sources.add(leader);
        }
    }

    /** Nobody has it any more, as far as is known. */
    boolean isHopeless() {
        return sources.isEmpty();
    }

    /** Whether nothing came for so long that another snapshot may take this one's place. */
    boolean isStuck(long now) {
        return now - heardAt >= 3 * patience;
    }

    /** Asks for each of {@code offsets} that is not under way, as far as there is room. */
    void ask(List<Long> offsets, long now, Ask ask) {
        ServerId source = sources.peekFirst();
        if (source == null) {
            return;
        }
        for (long offset : offsets) {
            if (underWay.size() < UNDER_WAY_MAX && !underWay.containsKey(offset)) {
                underWay.put(offset, now);
                ask.ask(
                        source,
                        new Message.FetchSnapshot(
                                snapshot.lastIncludedTerm(),
                                snapshot.lastIncludedIndex(),
                                snapshot.lastIncludedTerm(),
                                offset));
            }
        }
    }

    /** Whether an answer for {@code offset} was waited for. */
    boolean arrived(long offset, long now) {
        heardAt = now;
        return underWay.remove(offset) != null;
    }

    /** {@code source} does not have it: the next one is asked. */
    void gone(ServerId source) {
        if (source.equals(sources.peekFirst())) {
            underWay.clear();
        }
        sources.remove(source);
    }

    /** What was asked for too long ago is asked again, of the next source. */
    void expire(long now) {
        List<Long> late = new ArrayList<>();
        underWay.forEach((offset, at) -> {
            if (now - at >= patience) {
                late.add(offset);
            }
        });
        if (!late.isEmpty()) {
            late.forEach(underWay::remove);
            @Nullable ServerId silent = sources.pollFirst();
            if (silent != null) {
                sources.addLast(silent);
            }
        }
    }
}
