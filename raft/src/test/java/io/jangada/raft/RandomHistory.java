package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;

/** What was once said or done in a random world, and what must never contradict it. */
final class RandomHistory {
    private final TreeMap<Long, ServerId> leaders = new TreeMap<>();
    private final TreeMap<Long, TreeMap<ServerId, ServerId>> votes = new TreeMap<>();
    private final TreeMap<Long, Long> committed = new TreeMap<>();
    private final TreeMap<Long, Members> configurations = new TreeMap<>();
    private final TreeMap<Long, Long> readsBegun = new TreeMap<>();

    /** The terms of the committed entries up to {@code index}. */
    List<Long> terms(long index) {
        return LongStream.rangeClosed(1, index).mapToObj(this::term).toList();
    }

    long term(long index) {
        return Objects.requireNonNull(committed.get(index), "not committed");
    }

    void readBegins(long ticket) {
        readsBegun.put(ticket, committed.isEmpty() ? 0 : committed.lastKey());
    }

    void readReady(long ticket, long readIndex) {
        assertThat(readIndex)
                .isGreaterThanOrEqualTo(Objects.requireNonNull(readsBegun.get(ticket)));
    }

    /** One vote in one term, for one. */
    void voted(long term, ServerId voter, ServerId candidate) {
        ServerId first =
                votes.computeIfAbsent(term, _ -> new TreeMap<>()).putIfAbsent(voter, candidate);
        Check.that(first == null || first.equals(candidate), "one vote in one term");
    }

    /** One leader in one term, by a quorum of what is in effect for it, and it has everything. */
    void led(Raft raft, Members inEffect) {
        long term = raft.status().currentTerm();
        ServerId self = raft.status().self();
        ServerId first = leaders.putIfAbsent(term, self);
        Check.that(first == null || first.equals(self), "one leader in one term");
        TreeMap<ServerId, ServerId> given = votes.getOrDefault(term, new TreeMap<>());
        Check.that(
                Quorums.holds(inEffect, voter -> self.equals(given.get(voter))),
                "a leader has the votes of a quorum");
        committed.forEach((index, there) -> {
            Check.that(raft.status().lastLogIndex() >= index, "a leader has it");
            Check.that(
                    index < raft.status().firstLogIndex() - 1 || raft.term(index) == there,
                    "a leader has it in its term");
        });
    }

    /**
     * @param inEffect the configuration by which it was committed, where it is committed first
     * @param isOnDisk whether the entry of an index is durable at a server
     */
    void committed(Raft raft, long index, Members inEffect, BiPredicate<ServerId, Long> isOnDisk) {
        for (long i = Math.max(1, raft.status().firstLogIndex() - 1); i <= index; i++) {
            long at = i;
            @Nullable Long known = committed.putIfAbsent(i, raft.term(i));
            if (known != null) {
                Check.that(raft.term(i) == known, "committed entries are for ever");
            } else {
                Check.that(
                        Quorums.holds(inEffect, server -> isOnDisk.test(server, at)),
                        "committed means durable on a quorum");
            }
            if (i >= raft.status().snapshotIndex()) {
                agree(i, raft.members(i));
            }
        }
    }

    /** But who joins has entries from before the first configuration that it knows. */
    private void agree(long index, Members members) {
        if (!members.equals(Members.NONE)) {
            Members first = configurations.putIfAbsent(index, members);
            Check.that(first == null || first.equals(members), "one configuration at one index");
        }
    }

    /** A snapshot is of committed entries, and has the configuration of the last. */
    void restored(Snapshot snapshot) {
        long index = snapshot.lastIncludedIndex();
        Check.that(term(index) == snapshot.lastIncludedTerm(), "of committed entries");
        agree(index, snapshot.members());
    }
}
