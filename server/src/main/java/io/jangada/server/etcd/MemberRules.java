package io.jangada.server.etcd;

import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** Which changes of the members are refused, and in which words; as etcd does. */
public final class MemberRules {
    /** How long members have to have been connected to count as healthy, as in etcd. */
    private static final long HEALTHY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int LEARNERS_MAX = 1;

    private final Lineup lineup;
    private final ServerId self;
    private final boolean strict;
    private final BiPredicate<ServerId, Long> connected;

    /**
     * @param strict whether it is refused what may cost the cluster its majority
     * @param connected whether a member is connected to this one, and was at a time of {@link
     *     System#nanoTime} and ever since
     */
    public MemberRules(
            Lineup lineup, ServerId self, boolean strict, BiPredicate<ServerId, Long> connected) {
        this.lineup = lineup;
        this.self = self;
        this.strict = strict;
        this.connected = connected;
    }

    /** Why {@code change} is refused when {@code now} is in effect; null if it is not. */
    @Nullable Words refusal(MemberChange change, Members now) {
        List<Lineup.Entry> all = lineup.entries(now);
        List<Lineup.Entry> voting = all.stream().filter(Lineup.Entry::voting).toList();
        Lineup.Entry member =
                all.stream().filter(each -> each.id().equals(change.id())).findAny().orElse(null);
        return switch (change) {
            case MemberChange.Add add -> {
                Words unsafe = strict ? mayAdd(add, voting) : null;
                yield unsafe == null ? conflict(add, all) : unsafe;
            }
            case MemberChange.Remove _ -> {
                if (member == null) {
                    yield Words.MEMBER_NOT_FOUND;
                }
                boolean last = member.voting() && voting.size() == 1;
                yield strict || last ? mayRemove(member, voting) : null;
            }
            case MemberChange.Update(ServerId id, List<String> urls) ->
                    member == null ? Words.MEMBER_NOT_FOUND : mayBeReached(id, urls, all);
            case MemberChange.Promote _ -> {
                if (member == null) {
                    yield Words.MEMBER_NOT_FOUND;
                }
                if (member.voting()) {
                    yield Words.NOT_A_LEARNER;
                }
                boolean enough = started(voting) + 1 >= quorum(voting.size() + 1);
                yield enough || !strict ? null : Words.NOT_ENOUGH_STARTED;
            }
        };
    }

    private static @Nullable Words conflict(MemberChange.Add add, List<Lineup.Entry> all) {
        if (all.stream().anyMatch(each -> each.id().equals(add.id()))) {
            return Words.MEMBER_EXISTS;
        }
        long learners = all.stream().filter(each -> !each.voting()).count();
        if (add.learner() && learners >= LEARNERS_MAX) {
            return Words.TOO_MANY_LEARNERS;
        }
        return mayBeReached(add.id(), add.peerUrls(), all);
    }

    private static @Nullable Words mayBeReached(
            ServerId id, List<String> urls, List<Lineup.Entry> all) {
        return all.stream()
                        .filter(each -> !each.id().equals(id))
                        .flatMap(each -> each.peerUrls().stream())
                        .anyMatch(urls::contains)
                ? Words.PEER_URLS_EXIST
                : null;
    }

    /** Enough members have started to carry one that has not; one alone may get a second. */
    private @Nullable Words mayAdd(MemberChange.Add add, List<Lineup.Entry> voting) {
        long started = started(voting);
        boolean second = started == 1 && voting.size() == 1;
        if (!add.learner() && !second && started < quorum(voting.size() + 1)) {
            return Words.NOT_ENOUGH_STARTED;
        }
        return healthy(voting) == voting.size() ? null : Words.UNHEALTHY;
    }

    /** Enough others have started, and are healthy; who is down or only listens is no loss. */
    private @Nullable Words mayRemove(Lineup.Entry member, List<Lineup.Entry> voting) {
        if (!member.voting()) {
            return null;
        }
        List<Lineup.Entry> others =
                voting.stream().filter(each -> !each.id().equals(member.id())).toList();
        if (started(others) < quorum(others.size())) {
            return Words.NOT_ENOUGH_STARTED;
        }
        if (!strict || !isConnected(member.id(), System.nanoTime())) {
            return null;
        }
        return healthy(voting) - 1 < quorum(voting.size() - 1) ? Words.UNHEALTHY : null;
    }

    private static long started(List<Lineup.Entry> members) {
        return members.stream().filter(Lineup.Entry::isStarted).count();
    }

    private static int quorum(int members) {
        return members / 2 + 1;
    }

    private long healthy(List<Lineup.Entry> members) {
        long since = System.nanoTime() - HEALTHY_NANOS;
        return members.stream().filter(each -> isConnected(each.id(), since)).count();
    }

    private boolean isConnected(ServerId member, long since) {
        return member.equals(self) || connected.test(member, since);
    }
}
