package io.jangada.raft;

import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.entries;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendAccepted;
import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.AppendRejected;
import io.jangada.raft.Message.Forward;
import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.HeartbeatReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Log replication: Raft paper §5.3; Raft thesis §3.5, §10.2.1")
class ReplicationPaperTest {
    private static AppendEntries append(long term, long prevIndex, long prevTerm, long... terms) {
        return new AppendEntries(term, prevIndex, prevTerm, 0, entries(prevIndex + 1, terms));
    }

    private static OneServer follower(long term, long... log) {
        return OneServer.of(3, term, log).follow(S2, term);
    }

    // The leader's side, Raft paper §5.3.

    @Test
    void aNewLeaderAppendsANoOpOfItsTerm() {
        OneServer server = OneServer.of(3, 4, 1, 4).lead();

        Output.Append append = server.outputs(Output.Append.class).getLast();

        assertThat(append.noop()).isTrue();
        assertThat(append.truncates()).isFalse();
        assertThat(append.entries().first()).isEqualTo(3);
        assertThat(append.entries().term(3)).isEqualTo(5);
        assertThat(append.entries().sizes()).isEqualTo(Sizes.of(0));
    }

    @Test
    void theLeaderAppendsACommandToItsLogInItsTerm() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.propose(8, 9);

        Output.Append append = leader.outputs(Output.Append.class).getFirst();
        assertThat(append.noop()).isFalse();
        assertThat(append.entries()).isEqualTo(Entries.of(2, new long[] {1, 1}, Sizes.of(8, 9)));
    }

    @Test
    void theLeaderSendsNewEntriesInParallelToEachOtherServer() {
        OneServer leader = OneServer.of(5).leadAndCommit();

        leader.propose(8);

        assertThat(leader.peers())
                .allSatisfy(peer ->
                        assertThat(leader.last(peer, AppendEntries.class).entries().last())
                                .isEqualTo(2));
    }

    @Test
    void aLeaderNeverOverwritesOrDeletesEntriesInItsLog() {
        OneServer leader = OneServer.of(3, 2, 1, 2).leadAndCommit();

        leader.propose(1).propose(1, 1);
        leader.receive(S2, new AppendRejected(leader.term(), 3, 1, 1));
        leader.acknowledge(S3, 4);

        assertThat(leader.outputs(Output.Append.class)).noneMatch(Output.Append::truncates);
        assertThat(leader.log().last()).isEqualTo(6);
    }

    @Test
    void nextIndexStartsBehindTheLastEntryOfTheLeader() {
        OneServer leader = OneServer.of(3, 2, 1, 1, 2).lead();

        AppendEntries first = leader.sentTo(S2, AppendEntries.class).getFirst();

        assertThat(first.prevLogIndex()).isEqualTo(3);
        assertThat(first.prevLogTerm()).isEqualTo(2);
    }

    @Test
    void anAppendTellsIndexAndTermOfTheEntryBeforeTheNewOnes() {
        OneServer leader = OneServer.of(3, 2, 1, 2).leadAndCommit();

        leader.propose(8);

        AppendEntries append = leader.last(S2, AppendEntries.class);
        assertThat(append.prevLogIndex()).isEqualTo(3);
        assertThat(append.prevLogTerm()).isEqualTo(3);
    }

    @Test
    void anAppendTellsTheLeadersCommitIndex() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.propose(8);

        assertThat(leader.last(S2, AppendEntries.class).leaderCommit()).isEqualTo(1);
    }

    @Test
    void afterARejectionTheLeaderStepsNextIndexBackAndTriesAgain() {
        OneServer leader = OneServer.of(3, 3, 1, 1, 3, 3).lead().persist().forget();

        leader.receive(S2, new AppendRejected(4, 4, 2, 1));

        AppendEntries retry = leader.last(S2, AppendEntries.class);
        assertThat(retry.prevLogIndex()).isEqualTo(2);
        assertThat(retry.prevLogTerm()).isEqualTo(1);
    }

    @Test
    void theLeaderSkipsAWholeTermThatTheFollowerHasNot() {
        OneServer leader = OneServer.of(3, 5, 1, 1, 4, 4, 4, 4).lead().persist().forget();

        leader.receive(S2, new AppendRejected(6, 6, 5, 2));

        AppendEntries retry = leader.last(S2, AppendEntries.class);
        assertThat(retry.prevLogIndex()).isEqualTo(2);
    }

    @Test
    void afterAProbeSucceedsTheLeaderSendsAllThatIsMissing() {
        OneServer leader = OneServer.of(3, 3, 1, 1, 3, 3).lead().persist();
        leader.receive(S2, new AppendRejected(4, 4, 2, 1)).forget();

        leader.acknowledge(S2, 2);

        assertThat(leader.last(S2, AppendEntries.class).entries())
                .satisfies(entries -> assertThat(entries.last()).isEqualTo(5));
    }

    @Test
    void aRejectionThatIsOlderThanWhatMatchedIsIgnored() {
        OneServer leader = OneServer.of(3, 3, 1, 1, 3, 3).leadAndCommit();

        leader.receive(S2, new AppendRejected(4, 3, 1, 1));
        leader.propose(8);

        assertThat(leader.sentTo(S2, AppendEntries.class))
                .allMatch(append -> append.prevLogIndex() >= 5);
    }

    // Bug 21 of the list, and X9: matchIndex never goes back within a term.
    @Test
    void anOldAcknowledgementDoesNotTakeMatchIndexBack() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.propose(8).persist().acknowledge(S2, 2).forget();

        leader.acknowledge(S2, 1);
        leader.step(new Input.HeartbeatDue());

        assertThat(leader.last(S2, Heartbeat.class).matchIndex()).isEqualTo(2);
    }

    @Test
    void lostAppendsAreSentAgain() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.propose(8).forget();

        leader.step(new Input.Lost(S2));
        leader.acknowledge(S2, 1);

        AppendEntries again = leader.last(S2, AppendEntries.class);
        assertThat(again.prevLogIndex()).isEqualTo(1);
    }

    // Requirement: retry for ever, although nothing tells the leader that an append was lost.
    @Test
    void anAppendThatVanishedIsSentAgainAfterAWhile() {
        OneServer leader = OneServer.of(3).step(new Input.Tick(0)).leadAndCommit();
        leader.propose(8).forget();

        for (long millis = 25; millis <= 3000; millis += 25) {
            leader.step(new Input.Tick(millis * 1_000_000));
            for (Heartbeat beat : leader.sentTo(S2, Heartbeat.class)) {
                leader.receive(S2, new HeartbeatReply(1, beat.round(), 1));
            }
        }

        assertThat(leader.sentTo(S2, AppendEntries.class))
                .anyMatch(append -> append.prevLogIndex() == 1);
    }

    @Test
    void atMostTheWindowOfAppendsIsUnderWayToOneFollower() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        for (int i = 0; i < 100; i++) {
            leader.propose(8);
        }

        assertThat(leader.sentTo(S2, AppendEntries.class))
                .hasSizeBetween(1, OneServer.SETTINGS.windowMessagesMax());
    }

    @Test
    void anAcknowledgementOpensTheWindowAgain() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        for (int i = 0; i < 100; i++) {
            leader.propose(8);
        }
        AppendEntries last = leader.last(S2, AppendEntries.class);
        leader.forget();

        leader.acknowledge(S2, last.entries().last());

        assertThat(leader.last(S2, AppendEntries.class).entries().first())
                .isEqualTo(last.entries().last() + 1);
    }

    @Test
    void noAppendIsLargerThanTheSettingsAllowUnlessOneEntryIs() {
        Settings small = new Settings(1_000_000_000, 100_000_000, 10, 3, 8, 1000, 1000, 10, 10);
        OneServer leader =
                OneServer.of(
                        OneServer.start(OneServer.S1, 3, HardState.INITIAL),
                        small,
                        OneServer.SHORTEST);
        leader.leadAndCommit();

        leader.propose(4, 4, 4, 4, 1, 1, 1, 1, 50, 1);

        assertThat(leader.sentTo(S2, AppendEntries.class))
                .isNotEmpty()
                .allMatch(append -> append.entries().count() <= 3)
                .allMatch(append ->
                        append.entries().sizes().total() <= 10 || append.entries().count() == 1);
    }

    @Test
    void aFollowerHandsACommandToTheLeaderOnce() {
        OneServer server = follower(1);

        server.propose(8, 9);

        assertThat(server.outputs())
                .containsExactly(new Output.Send(S2, new Forward(1, Sizes.of(8, 9))));
    }

    @Test
    void aServerThatKnowsNoLeaderRefusesACommand() {
        OneServer server = OneServer.of(3);

        server.propose(8);

        assertThat(server.outputs()).containsExactly(new Output.Refuse(1, Refusal.NO_LEADER));
    }

    @Test
    void aForwardedCommandIsAppendedByTheLeader() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S2, new Forward(1, Sizes.of(8)));

        assertThat(leader.log().last()).isEqualTo(2);
    }

    @Test
    void aForwardedCommandThatMeetsNoLeaderIsDroppedAndNotForwardedAgain() {
        OneServer server = follower(1);

        server.receive(S3, new Forward(1, Sizes.of(8)));

        assertThat(server.outputs()).isEmpty();
    }

    @Test
    void aLeaderWhoseUncommittedBytesReachTheLimitIsBusy() {
        Settings small = new Settings(1_000_000_000, 100_000_000, 10, 3, 8, 1000, 20, 10, 10);
        OneServer leader =
                OneServer.of(
                        OneServer.start(OneServer.S1, 3, HardState.INITIAL),
                        small,
                        OneServer.SHORTEST);
        leader.leadAndCommit();

        leader.propose(10, 10);
        leader.step(new Input.Propose(2, Sizes.of(1)));

        assertThat(leader.outputs(Output.Refuse.class))
                .containsExactly(new Output.Refuse(2, Refusal.BUSY));
        leader.persist().acknowledge(S2, 3).step(new Input.Propose(3, Sizes.of(1)));
        assertThat(leader.log().last()).isEqualTo(4);
    }

    // The follower's side, Raft paper §5.3 and figure 2.

    @Test
    void aFollowerAppendsWhatItDoesNotHave() {
        OneServer server = follower(2, 1);

        server.receive(S2, append(2, 1, 1, 2, 2)).persist();

        assertThat(server.durableLog()).isEqualTo(entries(1, 1, 2, 2));
        assertThat(server.last(S2, AppendAccepted.class)).isEqualTo(new AppendAccepted(2, 3));
    }

    @Test
    void aFollowerRejectsWhenItHasNoEntryAtPrevLogIndex() {
        OneServer server = follower(2, 1, 1);

        server.receive(S2, append(2, 5, 2, 2));

        assertThat(server.only(AppendRejected.class)).isEqualTo(new AppendRejected(2, 5, 2, 1));
        assertThat(server.log().last()).isEqualTo(2);
    }

    @Test
    void aFollowerRejectsWhenItsEntryAtPrevLogIndexIsOfAnotherTerm() {
        OneServer server = follower(4, 1, 2, 3);

        server.receive(S2, append(4, 3, 2, 4));

        assertThat(server.only(AppendRejected.class)).isEqualTo(new AppendRejected(4, 3, 2, 2));
        assertThat(server.log().last()).isEqualTo(3);
    }

    @Test
    void aRejectionHintsAtTheLastEntryWhoseTermIsNotAbovePrevLogTerm() {
        OneServer server = follower(9, 1, 1, 4, 5, 6, 7);

        server.receive(S2, append(9, 6, 4, 9));

        assertThat(server.only(AppendRejected.class)).isEqualTo(new AppendRejected(9, 6, 3, 4));
    }

    @Test
    void aRejectionHintsAtTheVeryBeginningWhenAllTermsAreLater() {
        OneServer server = follower(9, 5, 5);

        server.receive(S2, append(9, 2, 4, 9));

        assertThat(server.only(AppendRejected.class)).isEqualTo(new AppendRejected(9, 2, 0, 0));
    }

    @Test
    void aConflictingEntryAndAllThatFollowItAreReplaced() {
        OneServer server = follower(4, 1, 2, 2, 2);

        server.receive(S2, append(4, 1, 1, 3)).persist();

        assertThat(server.outputs(Output.Append.class).getFirst().truncates()).isTrue();
        assertThat(server.durableLog()).isEqualTo(entries(1, 1, 3));
        assertThat(server.last(S2, AppendAccepted.class).matchIndex()).isEqualTo(2);
    }

    // W7, bug 16 of the list: only the first entry that differs cuts the log.
    @Test
    void anOldAppendDoesNotRemoveWhatWasAppendedSince() {
        OneServer server = follower(1);
        server.receive(S2, append(1, 0, 0, 1)).receive(S2, append(1, 1, 1, 1, 1)).persist();
        server.forget();

        server.receive(S2, append(1, 0, 0, 1));

        assertThat(server.log().last()).isEqualTo(3);
        assertThat(server.outputs(Output.Append.class)).isEmpty();
    }

    @Test
    void truncationStartsAtTheFirstConflictAndNotBefore() {
        OneServer server = follower(3, 1, 1, 2, 2);

        server.receive(S2, append(3, 0, 0, 1, 1, 3)).persist();

        Output.Append append = server.outputs(Output.Append.class).getFirst();
        assertThat(append.entries()).isEqualTo(entries(3, 3));
        assertThat(server.durableLog()).isEqualTo(entries(1, 1, 1, 3));
    }

    // M6: what lies behind the new entries may be a leftover of another term.
    @Test
    void aFollowerAcknowledgesNoMoreThanTheAppendCovered() {
        OneServer server = follower(3, 1, 2, 2, 2);

        server.receive(S2, append(3, 0, 0, 1));

        assertThat(server.only(AppendAccepted.class).matchIndex()).isEqualTo(1);
    }

    @Test
    void aProbeWithoutEntriesIsAcknowledgedUpToPrevLogIndex() {
        OneServer server = follower(3, 1, 2, 2, 2);

        server.receive(S2, append(3, 2, 2));

        assertThat(server.only(AppendAccepted.class).matchIndex()).isEqualTo(2);
        assertThat(server.log().last()).isEqualTo(4);
    }

    // X6: an entry that is pending, then sent again, is answered.
    @Test
    void anAppendThatArrivesTwiceIsWrittenOnceAndAcknowledged() {
        OneServer server = follower(1);

        server.receive(S2, append(1, 0, 0, 1)).receive(S2, append(1, 0, 0, 1)).persist();

        assertThat(server.outputs(Output.Append.class)).hasSize(1);
        assertThat(server.last(S2, AppendAccepted.class)).isEqualTo(new AppendAccepted(1, 1));
        assertThat(server.durableLog()).isEqualTo(entries(1, 1));
    }

    @Test
    void appendsThatOvertakeEachOtherLeaveNoGap() {
        OneServer server = follower(1);

        server.receive(S2, append(1, 1, 1, 1)).receive(S2, append(1, 0, 0, 1)).persist();

        assertThat(server.only(AppendRejected.class)).isEqualTo(new AppendRejected(1, 1, 0, 0));
        assertThat(server.durableLog()).isEqualTo(entries(1, 1));
    }

    // Heartbeats, that may overtake appends. Bug 14 of the list.

    @Test
    void aHeartbeatTellsTheMatchIndexAndNoCommitIndexBeyondIt() {
        OneServer leader = OneServer.of(5).leadAndCommit();
        leader.propose(8).persist();
        leader.acknowledge(S3, 2).acknowledge(OneServer.S4, 2).forget();
        assertThat(leader.status().commitIndex()).isEqualTo(2);

        leader.step(new Input.HeartbeatDue());

        assertThat(leader.last(S2, Heartbeat.class))
                .satisfies(beat -> assertThat(beat.matchIndex()).isEqualTo(1))
                .satisfies(beat -> assertThat(beat.leaderCommit()).isEqualTo(1));
        assertThat(leader.last(S3, Heartbeat.class).leaderCommit()).isEqualTo(2);
    }

    @Test
    void aHeartbeatIsAnsweredWithWhatIsKnownToMatchAndNotWithTheLastEntry() {
        OneServer server = OneServer.of(3, 3, 1, 2, 2, 2);

        server.receive(S2, new Heartbeat(3, 1, 0, 7));

        assertThat(server.only(HeartbeatReply.class)).isEqualTo(new HeartbeatReply(3, 7, 1));
    }

    @Test
    void aHeartbeatChangesNothingInTheLog() {
        OneServer server = OneServer.of(3, 3, 1, 2, 2, 2);

        server.receive(S2, new Heartbeat(3, 2, 2, 7));

        assertThat(server.outputs(Output.Append.class)).isEmpty();
        assertThat(server.log().last()).isEqualTo(4);
    }

    @Test
    void aHeartbeatReplyDoesNotTakeMatchIndexBack() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.receive(S2, new HeartbeatReply(1, 1, 0)).step(new Input.HeartbeatDue());

        assertThat(leader.last(S2, Heartbeat.class).matchIndex()).isEqualTo(1);
    }
}
