package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.entries;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.HeartbeatReply;
import io.jangada.raft.Message.PreVote;
import io.jangada.raft.Message.PreVoteReply;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

@DisplayName("Time: Raft paper §5.2, §5.6, §9.3; Raft thesis §3.4, §6.2")
class TimersPaperTest {
    private static final long MILLISECOND = 1_000_000;

    /** Milliseconds between two ticks: a fortieth of the shortest time-out. */
    private static final int TICK = 25;

    private long now;

    private static OneServer drawing(HardState hardState, Timeouts timeouts, long... log) {
        return OneServer.of(OneServer.start(S1, 3, hardState, log), OneServer.SETTINGS, timeouts);
    }

    /** A server whose time-outs are all {@code timeout} milliseconds. */
    private OneServer follower(long timeout) {
        OneServer server = drawing(HardState.INITIAL, (min, max) -> timeout * MILLISECOND);
        return server.step(new Input.Tick(now)).follow(S2, 1);
    }

    /** Lets {@code millis} go by, tick by tick. */
    private OneServer pass(OneServer server, int millis) {
        for (int passed = 0; passed < millis; passed += TICK) {
            now += TICK * MILLISECOND;
            server.step(new Input.Tick(now));
        }
        return server;
    }

    private static boolean asks(OneServer server) {
        return !server.sent(PreVote.class).isEmpty();
    }

    // Election time-outs, Raft paper §5.2.

    @Test
    void electionTimeoutsAreDrawnBetweenTheMinimumAndTwiceTheMinimum() {
        List<Long> bounds = new ArrayList<>();

        drawing(
                HardState.INITIAL,
                (min, max) -> {
                    bounds.add(min);
                    bounds.add(max);
                    return min;
                });

        assertThat(bounds).startsWith(1000 * MILLISECOND, 2000 * MILLISECOND);
    }

    @Test
    void theElectionTimeoutIsDrawnAfreshAtEveryReset() {
        List<Long> draws = new ArrayList<>();
        Timeouts counting =
                (min, max) -> {
                    draws.add(min);
                    return min;
                };
        OneServer server = drawing(HardState.INITIAL, counting).step(new Input.Tick(0));
        int before = draws.size();

        server.receive(S2, new Heartbeat(1, 0, 0, 1));
        assertThat(draws).hasSizeGreaterThan(before);
        before = draws.size();
        server.receive(S2, new Heartbeat(1, 0, 0, 2));

        assertThat(draws).hasSizeGreaterThan(before);
    }

    @Test
    void aFollowerAsksForVotesWhenItsTimeoutElapsesAndNotBefore() {
        OneServer server = follower(1500);

        assertThat(asks(pass(server, 1450))).isFalse();
        assertThat(asks(pass(server, 100))).isTrue();
    }

    @Test
    void aServerThatNeverHeardALeaderTimesOutAsWell() {
        OneServer server = drawing(HardState.INITIAL, OneServer.SHORTEST);
        server.step(new Input.Tick(now));

        assertThat(asks(pass(server, 1100))).isTrue();
    }

    // W18: the timer of a candidate runs like any other.
    @Test
    void aCandidateTimesOutAndTriesAgain() {
        OneServer server = drawing(HardState.INITIAL, OneServer.SHORTEST);
        pass(server.step(new Input.Tick(now)), 1100);
        server.receive(S2, new PreVoteReply(1, true)).persist().forget();
        assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);

        assertThat(asks(pass(server, 1100))).isTrue();
    }

    @Test
    void aPreCandidateThatIsNotAnsweredTriesAgain() {
        OneServer server = pass(follower(1000), 1100).forget();

        assertThat(asks(pass(server, 1100))).isTrue();
    }

    // What resets the timer, W9.

    @Test
    void aHeartbeatOfTheLeaderResetsTheTimer() {
        OneServer server = pass(follower(1000), 900);

        server.receive(S2, new Heartbeat(1, 0, 0, 2));

        assertThat(asks(pass(server, 900))).isFalse();
        assertThat(asks(pass(server, 200))).isTrue();
    }

    @Test
    void anAppendOfTheLeaderResetsTheTimer() {
        OneServer server = pass(follower(1000), 900);

        server.receive(S2, new AppendEntries(1, 0, 0, 0, entries(1, 1)));

        assertThat(asks(pass(server, 900))).isFalse();
    }

    @Test
    void anAppendThatIsRejectedForItsLogStillIsWordOfTheLeader() {
        OneServer server = pass(follower(1000), 900);

        server.receive(S2, new AppendEntries(1, 7, 1, 0, entries(8, 1)));

        assertThat(asks(pass(server, 900))).isFalse();
    }

    @Test
    void givingAVoteResetsTheTimer() {
        OneServer server = drawing(HardState.INITIAL, (min, max) -> 1500 * MILLISECOND);
        pass(server.step(new Input.Tick(now)), 1400);

        server.receive(S3, new RequestVote(1, 0, 0, false)).persist();
        assertThat(server.only(RequestVoteReply.class).granted()).isTrue();

        assertThat(asks(pass(server, 1400))).isFalse();
    }

    @Test
    void refusingAVoteDoesNotResetTheTimer() {
        OneServer server = drawing(new HardState(3, null), (min, max) -> 1500 * MILLISECOND, 1, 3);
        pass(server.step(new Input.Tick(now)), 1400);

        server.receive(S3, new RequestVote(4, 1, 1, false)).persist();
        assertThat(server.only(RequestVoteReply.class).granted()).isFalse();

        assertThat(asks(pass(server, 150))).isTrue();
    }

    @Test
    void promisingAVoteDoesNotResetTheTimer() {
        OneServer server = drawing(HardState.INITIAL, (min, max) -> 1500 * MILLISECOND);
        pass(server.step(new Input.Tick(now)), 1400);

        server.receive(S3, new PreVote(1, 0, 0));
        assertThat(server.only(PreVoteReply.class).granted()).isTrue();

        assertThat(asks(pass(server, 150))).isTrue();
    }

    /** S1 with a log of two entries of term 3, whose leader was silent for a second of two. */
    private OneServer abandoned(int servers) {
        return abandoned(servers, (min, max) -> max - 1);
    }

    private OneServer abandoned(int servers, Timeouts timeouts) {
        Start start = OneServer.start(S1, servers, new HardState(3, S3), 3, 3);
        OneServer server = OneServer.of(start, OneServer.SETTINGS, timeouts);
        now = 0;
        return pass(server.step(new Input.Tick(now)), 1025);
    }

    /** Within how many milliseconds it asks; the answer to S2 does not count. */
    private int asksWithin(OneServer server) {
        int waited = 0;
        while (!asks(server)) {
            pass(server, TICK);
            waited += TICK;
        }
        return waited;
    }

    // Not in the thesis: of three, one that is behind cannot win, and who refuses it may.

    @Test
    void ofThreeRefusingOneThatIsBehindEndsTheWait() {
        PreVote behind = new PreVote(4, 1, 3);

        assertThat(asksWithin(abandoned(3).receive(S2, behind))).isEqualTo(TICK);
        assertThat(asksWithin(abandoned(4).receive(S2, behind))).isEqualTo(975);
        assertThat(asksWithin(abandoned(5).receive(S2, behind))).isEqualTo(975);
    }

    /** Whose draws are longer rather does not lead, but waits no longer than it would have. */
    @Test
    void whoShouldNotLeadWaitsAsBefore() {
        Timeouts later = (min, max) -> max == 1 ? 2000 * MILLISECOND : max - 1;

        OneServer server = abandoned(3, later).receive(S2, new PreVote(4, 1, 3));

        assertThat(asksWithin(server)).isEqualTo(975);
    }

    @Test
    void anotherAnswerDoesNotShortenTheWait() {
        PreVote behind = new PreVote(4, 1, 3);

        assertThat(asksWithin(abandoned(3).receive(S2, new PreVote(4, 2, 3)))).isEqualTo(975);
        assertThat(asksWithin(abandoned(3).receive(S2, new PreVote(3, 1, 3)))).isEqualTo(975);
        assertThat(asksWithin(abandoned(3).follow(S3, 3).receive(S2, behind))).isEqualTo(2000);
        OneServer candidate = abandoned(3).step(new Input.ElectionElapsed()).forget();
        candidate.receive(S2, new PreVoteReply(4, true)).persist().forget();
        assertThat(asksWithin(candidate.receive(S2, new PreVote(5, 1, 3)))).isEqualTo(2000);
    }

    @Test
    void anAppendOfAnOldLeaderDoesNotResetTheTimer() {
        OneServer server = follower(1000).follow(S3, 2);
        pass(server, 900);

        server.receive(S2, new AppendEntries(1, 0, 0, 0, entries(1, 1)));
        server.receive(S2, new Heartbeat(1, 0, 0, 9));

        assertThat(asks(pass(server, 150))).isTrue();
    }

    // Stickiness, Raft thesis §4.2.3, on the clock.

    @Test
    void aServerVotesForNobodyUntilItsLeaderWasSilentForTheMinimumTimeout() {
        OneServer server = pass(follower(1900), 900);

        server.receive(S3, new PreVote(2, 0, 0));
        assertThat(server.only(PreVoteReply.class).granted()).isFalse();
        pass(server.forget(), 150).receive(S3, new PreVote(2, 0, 0));

        assertThat(server.only(PreVoteReply.class).granted()).isTrue();
    }

    @Test
    void aRestartedServerVotesForNobodyForTheMinimumTimeout() {
        OneServer server = follower(1900).crash().step(new Input.Tick(now));

        pass(server, 900).receive(S3, new RequestVote(2, 0, 0, false)).persist();
        assertThat(server.term()).isEqualTo(1);
        pass(server, 150).receive(S3, new RequestVote(2, 0, 0, false)).persist();

        assertThat(server.durableHardState()).isEqualTo(new HardState(2, S3));
    }

    // Heartbeats and check-quorum.

    private OneServer leader() {
        return OneServer.of(3).step(new Input.Tick(now)).leadAndCommit();
    }

    @Test
    void aLeaderSendsHeartbeatsAtTheirInterval() {
        OneServer leader = leader();

        pass(leader, 500);

        assertThat(leader.sentTo(S2, Heartbeat.class)).hasSizeBetween(4, 6);
    }

    @Test
    void aLeaderThatHearsNobodyForAnElectionTimeoutStepsDown() {
        OneServer leader = leader();

        pass(leader, 2100);

        assertThat(leader.standing()).isNotEqualTo(Standing.LEADER);
        assertThat(leader.term()).isEqualTo(1);
    }

    @Test
    void aLeaderThatHearsAQuorumStays() {
        OneServer leader = leader();

        for (int i = 0; i < 100; i++) {
            pass(leader, 100);
            long round = leader.last(S2, Heartbeat.class).round();
            leader.receive(S2, new HeartbeatReply(1, round, 1));
        }

        assertThat(leader.standing()).isEqualTo(Standing.LEADER);
    }

    @Test
    void missedTicksAreNotMadeUpFor() {
        OneServer leader = leader();

        now += 800 * MILLISECOND;
        leader.step(new Input.Tick(now));

        leader.step(new Input.Tick(now + 1)).step(new Input.Tick(now + 2));

        assertThat(leader.sentTo(S2, Heartbeat.class)).hasSize(1);
    }

    @Test
    void aFollowerThatSleptDoesNotAskOncePerMissedTimeout() {
        OneServer server = follower(1000);

        now += 60_000 * MILLISECOND;
        server.step(new Input.Tick(now));

        assertThat(server.sentTo(S2, PreVote.class)).hasSizeBetween(1, 2);
    }

    @Test
    void aTickThatComesTooEarlyDoesNothing() {
        OneServer server = follower(1000);

        server.step(new Input.Tick(now)).step(new Input.Tick(now + 1));

        assertThat(server.outputs()).isEmpty();
    }

    // Requirement 25, Raft paper §9.3: random time-outs make a split vote rare.
    @Test
    void electionsWithRandomTimeoutsAreDecidedInFewRounds() {
        int terms = 0;

        for (int seed = 0; seed < 200; seed++) {
            terms += (int) RandomElection.termOfFirstLeader(seed);
        }

        assertThat(terms).isBetween(200, 240);
    }
}
