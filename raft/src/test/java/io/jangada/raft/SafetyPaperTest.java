package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Message.AppendAccepted;
import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.AppendRejected;
import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

@DisplayName("Safety: Raft paper §5.4, figures 3, 7 and 8; Raft thesis §3.6")
class SafetyPaperTest {
    /** Figure 7: the leader's log, then the followers a to f. */
    private static final long[] LEADER = {1, 1, 1, 4, 4, 5, 5, 6, 6, 6};

    private static final long[][] FOLLOWERS = {
        {1, 1, 1, 4, 4, 5, 5, 6, 6},
        {1, 1, 1, 4},
        {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
        {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7},
        {1, 1, 1, 4, 4, 4, 4},
        {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3},
    };

    private static RequestVote requestVote(long term, long... log) {
        long lastTerm = log[log.length - 1];
        return new RequestVote(term, log.length, lastTerm, false);
    }

    /** How many of the seven of figure 7, itself among them, would vote for a log like this. */
    private static int votes(long... candidate) {
        int votes = vote(candidate, LEADER);
        for (long[] log : FOLLOWERS) {
            votes += vote(candidate, log);
        }
        return votes;
    }

    /** Of two equal logs one is the candidate itself, which votes for itself as they would. */
    private static int vote(long[] candidate, long[] log) {
        OneServer voter = OneServer.of(7, 7, log).silence();
        voter.receive(S2, requestVote(8, candidate)).persist();
        return voter.only(RequestVoteReply.class).granted() ? 1 : 0;
    }

    // Figure 7, W17.

    @Test
    void inFigure7OnlyTheLeaderAndACDCanBeElected() {
        assertThat(votes(LEADER)).isEqualTo(5);
        assertThat(votes(FOLLOWERS[0])).isEqualTo(4);
        assertThat(votes(FOLLOWERS[1])).isEqualTo(2);
        assertThat(votes(FOLLOWERS[2])).isEqualTo(6);
        assertThat(votes(FOLLOWERS[3])).isEqualTo(7);
        assertThat(votes(FOLLOWERS[4])).isEqualTo(3);
        assertThat(votes(FOLLOWERS[5])).isEqualTo(1);
    }

    /** The first index from which the leader of figure 7, in term 8, has to send this follower. */
    private static long firstEntryNeeded(long... log) {
        OneServer leader = OneServer.of(7, 7, LEADER).lead().persist();
        OneServer follower = OneServer.of(7, 8, log).follow(S2, 8);
        AppendEntries append = leader.sentTo(S2, AppendEntries.class).getFirst();
        while (true) {
            leader.forget();
            follower.forget().receive(S2, append).persist();
            if (follower.sent(AppendRejected.class).isEmpty()) {
                return append.prevLogIndex() + 1;
            }
            leader.receive(S2, follower.only(AppendRejected.class));
            append = leader.last(S2, AppendEntries.class);
        }
    }

    @Test
    void inFigure7EachFollowerIsBroughtBackToTheLastEntryThatAgrees() {
        long[] needed = new long[FOLLOWERS.length];

        for (int i = 0; i < needed.length; i++) {
            needed[i] = firstEntryNeeded(FOLLOWERS[i]);
        }

        assertThat(needed).containsExactly(10, 5, 11, 11, 6, 4);
    }

    @Test
    void inFigure7ALeaderMakesEveryFollowersLogLikeItsOwn() {
        for (long[] log : FOLLOWERS) {
            OneServer leader = OneServer.of(7, 7, LEADER).lead().persist();
            OneServer follower = OneServer.of(7, 8, log).follow(S2, 8);

            talk(leader, follower);

            assertThat(follower.durableLog().last()).isEqualTo(11);
            for (long index = 1; index <= 11; index++) {
                assertThat(follower.durableLog().term(index))
                        .isEqualTo(leader.durableLog().term(index));
            }
        }
    }

    /**
     * Carries messages between the leader S1 and a follower, which plays S2, until all is quiet.
     */
    private static void talk(OneServer leader, OneServer follower) {
        List<Message> toFollower = leader.sentTo(S2);
        while (!toFollower.isEmpty()) {
            leader.forget();
            follower.forget();
            toFollower.forEach(message -> follower.receive(S2, message));
            follower.persist();
            follower.sent().forEach(message -> leader.receive(S2, message));
            toFollower = leader.sentTo(S2);
        }
    }

    // Figure 8.

    @Test
    void inFigure8AnEntryOnAMajorityMayStillBeOverwrittenUntilOneOfTheNewTermIs() {
        OneServer s1 = OneServer.of(5, 3, 1, 2).lead().persist();
        s1.acknowledge(S2, 2).acknowledge(S3, 2);
        assertThat(s1.status().commitIndex()).isLessThan(2);

        OneServer s2 = OneServer.of(5, 4, 1, 2).silence();
        s2.receive(S3, requestVote(5, 1, 3)).persist();
        s2.receive(S3, new AppendEntries(5, 1, 1, 0, entries(2, 3))).persist();

        assertThat(s2.sent(RequestVoteReply.class)).allMatch(RequestVoteReply::granted);
        assertThat(s2.durableLog()).isEqualTo(entries(1, 1, 3));
    }

    @Test
    void inFigure8OnceAnEntryOfTheNewTermIsOnAMajorityTheOldLogCannotWin() {
        OneServer s2 = OneServer.of(5, 4, 1, 2, 4).silence();

        s2.receive(S3, requestVote(5, 1, 3)).persist();

        assertThat(s2.only(RequestVoteReply.class).granted()).isFalse();
    }

    // Leader Completeness and State Machine Safety, Raft paper §5.4.3.

    @Test
    void aVoterOfTheMajorityThatStoredACommittedEntryRefusesALogWithoutIt() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.propose(8).persist().acknowledge(S2, 2);
        assertThat(leader.status().commitIndex()).isEqualTo(2);

        leader.step(new Input.QuorumSilent()).silence().forget();
        leader.receive(S3, new RequestVote(2, 1, 1, false)).persist();

        assertThat(leader.only(RequestVoteReply.class).granted()).isFalse();
    }

    // W6: what is committed is never cut off; such an append is somebody's bug.
    @Test
    void anAppendThatWouldReplaceACommittedEntryStopsTheServer() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        server.receive(S2, new AppendEntries(1, 0, 0, 2, entries(1, 1, 1))).persist();

        assertThatThrownBy(() -> server.receive(S3, new AppendEntries(2, 0, 0, 0, entries(1, 2))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void uncommittedEntriesOfAnOldLeaderMayBeReplaced() {
        OneServer old = OneServer.of(3).leadAndCommit();
        old.propose(8, 8).persist();

        old.receive(S3, new AppendEntries(2, 1, 1, 1, entries(2, 2))).persist();

        assertThat(old.durableLog().last()).isEqualTo(2);
        assertThat(old.durableLog().term(2)).isEqualTo(2);
        assertThat(old.status().commitIndex()).isEqualTo(1);
    }

    @Test
    void twoLeadersOfOneTermAreABugAndStopTheServer() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        assertThatThrownBy(() -> leader.receive(S2, new Heartbeat(1, 0, 0, 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void applyingMoreThanIsCommittedIsABugAndStopsTheServer() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        assertThatThrownBy(() -> leader.step(new Input.Applied(2)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void logMatchingTwoLogsWithTheSameEntryAgreeOnAllBeforeIt() {
        OneServer leader = OneServer.of(3, 4, 1, 1, 4).lead().persist();
        OneServer follower = OneServer.of(3, 5, 1, 1, 2, 3).follow(S2, 5);

        talk(leader, follower);

        assertThat(terms(follower)).isEqualTo(terms(leader));
    }

    private static List<Long> terms(OneServer server) {
        List<Long> terms = new ArrayList<>();
        for (long index = 1; index <= server.log().last(); index++) {
            terms.add(server.log().term(index));
        }
        return terms;
    }

    // Messages, requests and replies that arrive again or late, Raft paper §5.5.

    @Test
    void repeatedAppendsHaveNoFurtherEffect() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        AppendEntries append = new AppendEntries(1, 0, 0, 1, entries(1, 1, 1));

        server.receive(S2, append).persist();
        Raft once = server.raft().copy();
        server.receive(S2, append).persist();

        assertThat(server.raft()).isEqualTo(once);
        assertThat(server.sent(AppendAccepted.class)).allMatch(reply -> reply.matchIndex() == 2);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        Raft copy = server.raft().copy();

        server.receive(S2, new AppendEntries(1, 0, 0, 1, entries(1, 1, 1)));

        assertThat(copy).isNotEqualTo(server.raft());
        assertThat(copy.status().lastLogIndex()).isZero();
    }

    @Test
    void everythingThatACoreKnowsIsInItsEncoding() throws Malformed {
        OneServer leader = OneServer.of(3, 2, 1, 2).leadAndCommit();
        leader.propose(8).step(new Input.Read(3)).acknowledge(S3, 4);

        Raft decoded =
                Raft.decode(
                        leader.raft().encode(),
                        OneServer.SETTINGS,
                        OneServer.SHORTEST,
                        Probes.NONE);

        assertThat(decoded).isEqualTo(leader.raft()).hasSameHashCodeAs(leader.raft());
        assertThat(decoded.encode()).isEqualTo(leader.raft().encode());
        assertThat(decoded.status()).isEqualTo(leader.status());
        assertThat(decoded.status().leader()).isEqualTo(S1);
    }
}
