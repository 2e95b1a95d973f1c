package io.jangada.server.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;
import io.jangada.transport.Addresses;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What etcd checks before it changes the members. */
final class MemberRulesTest {
    private static final ServerId A = new ServerId(1);
    private static final ServerId B = new ServerId(2);
    private static final ServerId C = new ServerId(3);
    private static final ServerId D = new ServerId(4);

    private final Map<ServerId, String> names = new HashMap<>(Map.of(A, "a", B, "b", C, "c"));
    private final Set<ServerId> connected = new TreeSet<>(List.of(B, C));
    private boolean strict = true;

    private static String url(ServerId id) {
        return "http://127.0.0.1:" + id.value();
    }

    private static Members members(Set<ServerId> voters, Set<ServerId> learners) {
        return members(voters, learners, Set.of());
    }

    private static Members members(
            Set<ServerId> voters, Set<ServerId> learners, Set<ServerId> joining) {
        Addresses addresses = Addresses.NONE;
        for (ServerId id : voters) {
            addresses = addresses.with(id, List.of(url(id)));
        }
        for (ServerId id : learners) {
            addresses = addresses.with(id, List.of(url(id)));
        }
        return new Members(
                new TreeSet<>(voters),
                new TreeSet<>(),
                new TreeSet<>(learners),
                new TreeSet<>(joining),
                addresses.encode());
    }

    private Lineup lineup(Members now) {
        return new Lineup(() -> now, new Roster(names), Addresses.NONE);
    }

    private @Nullable Words refusal(MemberChange change, Members now) {
        return new MemberRules(lineup(now), A, strict, (member, _) -> connected.contains(member))
                .refusal(change, now);
    }

    private static MemberChange.Add add(ServerId id, boolean learner) {
        return new MemberChange.Add(id, List.of(url(id)), learner);
    }

    private static MemberChange.Remove remove(ServerId id) {
        return new MemberChange.Remove(id);
    }

    private static final Members THREE = members(Set.of(A, B, C), Set.of());

    @Test
    void healthyMembersTakeAnother() {
        assertThat(refusal(add(D, false), THREE)).isNull();
        assertThat(refusal(add(D, true), THREE)).isNull();
    }

    @Test
    void whoIsNotConnectedForFiveSecondsBlocksAnAdd() {
        connected.remove(C);
        assertThat(refusal(add(D, false), THREE)).isEqualTo(Words.UNHEALTHY);
        assertThat(refusal(add(D, true), THREE)).isEqualTo(Words.UNHEALTHY);
        strict = false;
        assertThat(refusal(add(D, false), THREE)).isNull();
    }

    @Test
    void enoughHaveToHaveStarted() {
        names.keySet().removeAll(Set.of(B, C));
        assertThat(refusal(add(D, false), THREE)).isEqualTo(Words.NOT_ENOUGH_STARTED);
        assertThat(refusal(add(D, true), THREE)).isNull();
        assertThat(refusal(remove(A), THREE)).isEqualTo(Words.NOT_ENOUGH_STARTED);
        names.put(B, "b");
        assertThat(refusal(add(D, false), THREE)).isEqualTo(Words.NOT_ENOUGH_STARTED);
        names.put(C, "c");
        assertThat(refusal(add(D, false), THREE)).isNull();
    }

    @Test
    void oneAloneMayGetASecondAndThenHasToWaitForIt() {
        names.keySet().retainAll(Set.of(A));
        assertThat(refusal(add(B, false), members(Set.of(A), Set.of()))).isNull();
        Members waiting = members(Set.of(A), Set.of(B), Set.of(B));
        assertThat(refusal(add(C, false), waiting)).isEqualTo(Words.NOT_ENOUGH_STARTED);
    }

    @Test
    void nobodyIsThereTwice() {
        assertThat(refusal(add(C, false), THREE)).isEqualTo(Words.MEMBER_EXISTS);
        MemberChange.Add same = new MemberChange.Add(D, List.of("http://x:1", url(B)), false);
        assertThat(refusal(same, THREE)).isEqualTo(Words.PEER_URLS_EXIST);
        assertThat(refusal(new MemberChange.Update(A, List.of(url(B))), THREE))
                .isEqualTo(Words.PEER_URLS_EXIST);
        assertThat(refusal(new MemberChange.Update(A, List.of(url(A), url(D))), THREE)).isNull();
    }

    @Test
    void oneLearnerAtATimeButWhoJoinsIsNone() {
        Members learner = members(Set.of(A, B, C), Set.of(D));
        ServerId e = new ServerId(5);
        assertThat(refusal(add(e, true), learner)).isEqualTo(Words.TOO_MANY_LEARNERS);
        Members joins = members(Set.of(A, B, C), Set.of(D), Set.of(D));
        strict = false;
        assertThat(refusal(add(e, true), joins)).isNull();
    }

    @Test
    void strangersAreNotFound() {
        assertThat(refusal(remove(D), THREE)).isEqualTo(Words.MEMBER_NOT_FOUND);
        assertThat(refusal(new MemberChange.Promote(D), THREE)).isEqualTo(Words.MEMBER_NOT_FOUND);
        assertThat(refusal(new MemberChange.Update(D, List.of(url(D))), THREE))
                .isEqualTo(Words.MEMBER_NOT_FOUND);
    }

    @Test
    void removingMayNotCostTheMajority() {
        assertThat(refusal(remove(B), THREE)).isNull();
        connected.remove(C);
        assertThat(refusal(remove(B), THREE)).isEqualTo(Words.UNHEALTHY);
        assertThat(refusal(remove(A), THREE)).isEqualTo(Words.UNHEALTHY);
        // Who is down is no loss.
        assertThat(refusal(remove(C), THREE)).isNull();
        strict = false;
        assertThat(refusal(remove(B), THREE)).isNull();
    }

    @Test
    void theLastVoterStays() {
        Members one = members(Set.of(A), Set.of(B));
        assertThat(refusal(remove(A), one)).isEqualTo(Words.NOT_ENOUGH_STARTED);
        assertThat(refusal(remove(B), one)).isNull();
        strict = false;
        assertThat(refusal(remove(A), one)).isEqualTo(Words.NOT_ENOUGH_STARTED);
    }

    @Test
    void onlyLearnersArePromoted() {
        Members learner = members(Set.of(A, B, C), Set.of(D));
        assertThat(refusal(new MemberChange.Promote(D), learner)).isNull();
        assertThat(refusal(new MemberChange.Promote(B), learner)).isEqualTo(Words.NOT_A_LEARNER);
        Members joins = members(Set.of(A, B, C), Set.of(D), Set.of(D));
        assertThat(refusal(new MemberChange.Promote(D), joins)).isEqualTo(Words.NOT_A_LEARNER);
        names.keySet().retainAll(Set.of(A));
        assertThat(refusal(new MemberChange.Promote(D), learner))
                .isEqualTo(Words.NOT_ENOUGH_STARTED);
        assertThat(refusal(new MemberChange.Promote(B), members(Set.of(A), Set.of(B)))).isNull();
    }

    @Test
    void changesLeadFromOneConfigurationToTheNext() {
        Lineup lineup = lineup(THREE);
        MemberChange add = add(D, false);
        Members joins = add.from(THREE, lineup);
        assertThat(joins).isEqualTo(members(Set.of(A, B, C), Set.of(D), Set.of(D)));
        assertThat(add.isDone(THREE, lineup)).isFalse();
        assertThat(add.isDone(joins, lineup)).isTrue();
        assertThat(add(D, true).from(THREE, lineup)).isEqualTo(members(Set.of(A, B, C), Set.of(D)));
        assertThat(remove(D).from(joins, lineup)).isEqualTo(THREE);
        assertThat(remove(D).isDone(joins, lineup)).isFalse();
        assertThat(remove(D).isDone(THREE, lineup)).isTrue();
        MemberChange update = new MemberChange.Update(A, List.of("http://new:1"));
        Members moved = update.from(THREE, lineup);
        assertThat(update.isDone(THREE, lineup)).isFalse();
        assertThat(update.isDone(moved, lineup)).isTrue();
        assertThat(lineup.entries(moved).getFirst().peerUrls()).containsExactly("http://new:1");
        Members learner = members(Set.of(A, B, C), Set.of(D));
        assertThat(new MemberChange.Promote(D).from(learner, lineup))
                .isEqualTo(members(Set.of(A, B, C, D), Set.of()));
    }

    @Test
    void idsFollowFromAddressesAndTime() {
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        List<String> urls = List.of("http://127.0.0.1:1");
        ServerId id = MemberChange.Add.at(now, urls, false).id();
        assertThat(MemberChange.Add.at(now, urls, true).id()).isEqualTo(id);
        assertThat(MemberChange.Add.at(now.plusSeconds(1), urls, false).id()).isNotEqualTo(id);
        assertThat(MemberChange.Add.at(now, List.of("http://127.0.0.1:2"), false).id())
                .isNotEqualTo(id);
    }

    @Test
    void urlsAreSortedAndCheckedAsOneList() {
        assertThat(MemberChange.urls(List.of("http://b:2", " http://a:1", "http://b:2")))
                .containsExactly("http://a:1", "http://b:2");
        for (String bad :
                List.of("", "a:1", "http://a", "http://a:0", "https://a:1", "http://a:1/", "::")) {
            assertThat(MemberChange.urls(List.of("http://b:2", bad))).as(bad).isEmpty();
        }
        assertThat(MemberChange.urls(List.of())).isEmpty();
    }

    @Test
    void whatOlderConfigurationsDoNotTellIsKnownFromTheStart() {
        Members plain = Members.of(A, B);
        Lineup lineup =
                new Lineup(
                        () -> plain,
                        new Roster(names),
                        Addresses.NONE.with(A, List.of(url(A))).with(C, List.of(url(C))));
        assertThat(plain.addresses()).isEqualTo(Bytes.EMPTY);
        assertThat(lineup.addresses(plain).urls()).containsOnlyKeys(A);
        assertThat(lineup.entry(C)).isNull();
    }
}
