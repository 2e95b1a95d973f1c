package io.jangada.sim.check;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Every configuration that some member ever had in its log, and how each decides. */
final class Configurations {
    /** By index, and then by term. */
    private final TreeMap<Long, TreeMap<Long, Members>> all = new TreeMap<>();

    private final Members first;

    /** A cluster begins with {@code first}. */
    Configurations(Members first) {
        this.first = first;
    }

    void put(long index, long term, Members members) {
        all.computeIfAbsent(index, _ -> new TreeMap<>()).put(term, members);
    }

    /** The latest one up to {@code index} of {@code log}. */
    Members in(Trail log, long index) {
        Members latest = all.isEmpty() ? null : latest(log, index);
        return latest == null ? first : latest;
    }

    /** The index of that; 0 if it is what the cluster begins with. */
    long indexIn(Trail log, long index) {
        for (long at : all.headMap(index, true).descendingKeySet()) {
            if (at <= log.last() && has(at, log)) {
                return at;
            }
        }
        return 0;
    }

    private boolean has(long at, Trail log) {
        Map<Long, Members> terms = all.get(at);
        return terms != null && terms.containsKey(log.term(at));
    }

    private @Nullable Members latest(Trail log, long index) {
        long at = indexIn(log, index);
        Map<Long, Members> terms = at == 0 ? null : all.get(at);
        return terms == null ? null : terms.get(log.term(at));
    }

    /** A majority of each half; counted from the words of the thesis, not by the core's rule. */
    static boolean decides(Members members, Predicate<ServerId> agrees) {
        return isMajority(List.copyOf(members.voters()), agrees)
                && (members.outgoing().isEmpty()
                        || isMajority(List.copyOf(members.outgoing()), agrees));
    }

    private static boolean isMajority(List<ServerId> voters, Predicate<ServerId> agrees) {
        return voters.stream().filter(agrees).count() >= voters.size() / 2 + 1;
    }

    /** Whether no two decisions, one by each, can be made by servers that have none in common. */
    static boolean overlap(Members one, Members other) {
        List<ServerId> servers =
                Stream.of(one, other)
                        .flatMap(members -> members.all().stream())
                        .distinct()
                        .sorted()
                        .toList();
        for (int some = 0; some < 1 << servers.size(); some++) {
            int set = some;
            Predicate<ServerId> inside = server -> (set >> servers.indexOf(server) & 1) == 1;
            if (decides(one, inside) && decides(other, inside.negate())) {
                return false;
            }
        }
        return true;
    }
}
