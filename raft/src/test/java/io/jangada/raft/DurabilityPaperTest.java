package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.entries;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendAccepted;
import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.AppendRejected;
import io.jangada.raft.Message.Heartbeat;
import io.jangada.raft.Message.HeartbeatReply;
import io.jangada.raft.Message.PreVote;
import io.jangada.raft.Message.PreVoteReply;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

@DisplayName("Durable before said: Raft paper figure 2; Raft thesis §3.8, §10.2.1")
class DurabilityPaperTest {
    private static AppendEntries append(long term, long prev, long prevTerm, long... terms) {
        return new AppendEntries(term, prev, prevTerm, 0, entries(prev + 1, terms));
    }

    /** Five entries, of which the last two were damaged when they were read back. */
    private static OneServer suspect() {
        Start start =
                Start.of(
                        S1,
                        OneServer.voters(3),
                        new HardState(2, null),
                        entries(1, 1, 1, 2, 2, 2),
                        4,
                        1);
        return OneServer.of(start, OneServer.SETTINGS, OneServer.SHORTEST);
    }

    // Term and vote. Bugs 1, 2 and 24 of the list, M1.

    @Test
    void noRequestVoteLeavesBeforeTermAndOwnVoteAreDurable() {
        OneServer server = OneServer.of(3).timeOut();

        server.receive(S2, new PreVoteReply(1, true));
        assertThat(server.sent(RequestVote.class)).isEmpty();
        assertThat(server.outputs(Output.SaveHardState.class))
                .containsExactly(new Output.SaveHardState(new HardState(1, S1)));
        server.persistHardState();

        assertThat(server.sent(RequestVote.class)).hasSize(2);
    }

    @Test
    void noVoteIsToldBeforeItIsDurable() {
        OneServer server = OneServer.of(3).silence();

        server.receive(S2, new RequestVote(1, 0, 0, false));
        assertThat(server.sent()).isEmpty();
        server.persistHardState();

        assertThat(server.only(RequestVoteReply.class)).isEqualTo(new RequestVoteReply(1, true));
    }

    @Test
    void termAndVoteAreOneWrite() {
        OneServer server = OneServer.of(3, new HardState(4, S3)).silence();

        server.receive(S2, new RequestVote(5, 0, 0, false));

        assertThat(server.outputs(Output.SaveHardState.class))
                .containsExactly(new Output.SaveHardState(new HardState(5, S2)));
    }

    @Test
    void aVoteThatWasGivenButNotDurableWasNeverTold() {
        OneServer server = OneServer.of(3).silence();
        server.receive(S2, new RequestVote(1, 0, 0, false));
        assertThat(server.sent()).isEmpty();

        server.crash().silence().receive(S3, new RequestVote(1, 0, 0, false)).persist();

        assertThat(server.only(RequestVoteReply.class).granted()).isTrue();
        assertThat(server.durableHardState()).isEqualTo(new HardState(1, S3));
    }

    @Test
    void noMessageShowsATermThatIsNotDurable() {
        for (Message message :
                List.of(
                        new Heartbeat(7, 0, 0, 1),
                        append(7, 4, 7, 7),
                        append(7, 0, 0),
                        new RequestVote(7, 0, 0, false))) {
            OneServer server = OneServer.of(3, 2, 2).silence();

            server.receive(S2, message);
            assertThat(server.sent()).as("%s", message).isEmpty();
            server.persist();

            assertThat(server.sent()).as("%s", message).hasSize(1);
            assertThat(server.sent().getFirst().term()).isEqualTo(7);
        }
    }

    @Test
    void aRepeatedVoteRequestIsNotAnsweredBeforeTheVoteIsDurableEither() {
        OneServer server = OneServer.of(3).silence();

        server.receive(S2, new RequestVote(1, 0, 0, false));
        server.receive(S2, new RequestVote(1, 0, 0, false));
        assertThat(server.sent()).isEmpty();
        server.persist();

        assertThat(server.sent(RequestVoteReply.class)).isNotEmpty();
    }

    @Test
    void anEarlierHardStateReleasesNothingThatWaitsForALaterOne() {
        OneServer server = OneServer.of(3).silence();

        server.receive(S2, new RequestVote(1, 0, 0, false));
        server.receive(S3, new RequestVote(2, 0, 0, false));
        server.persistHardState();
        assertThat(server.sentTo(S3)).isEmpty();
        assertThat(server.sent()).allMatch(message -> message.term() <= 1);
        server.persistHardState();

        assertThat(server.last(S3, RequestVoteReply.class).granted()).isTrue();
    }

    @Test
    void theOnlyServerOfAClusterLeadsOnlyOnceItsVoteIsDurable() {
        OneServer server = OneServer.of(1).timeOut();

        assertThat(server.standing()).isNotEqualTo(Standing.LEADER);
        server.persistHardState();

        assertThat(server.standing()).isEqualTo(Standing.LEADER);
    }

    @Test
    void aVoteWaitsForItsOwnWriteAndForNoOther() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        server.receive(S2, append(1, 0, 0, 1)).silence();
        server.receive(S3, new RequestVote(2, 5, 1, false));

        server.persistHardState();

        assertThat(server.hasUnsavedLog()).isTrue();
        assertThat(server.only(RequestVoteReply.class).granted()).isTrue();
    }

    @Test
    void aTermIsOrderedToDiskBeforeTheEntriesOfThatTerm() {
        OneServer server = OneServer.of(3);

        server.receive(S2, append(3, 0, 0, 3));

        assertThat(server.outputs().stream().filter(DurabilityPaperTest::isWrite))
                .extracting(Object::getClass)
                .containsExactly(Output.SaveHardState.class, Output.Append.class);
    }

    private static boolean isWrite(Output output) {
        return output instanceof Output.SaveHardState || output instanceof Output.Append;
    }

    // Entries of a follower. W5, X1, bug 23 of the list.

    @Test
    void aFollowerAcknowledgesAnEntryOnlyOnceItIsDurable() {
        OneServer server = OneServer.of(3).follow(S2, 1);

        server.receive(S2, append(1, 0, 0, 1));
        assertThat(server.sent(AppendAccepted.class)).isEmpty();
        server.persistLog();

        assertThat(server.only(AppendAccepted.class)).isEqualTo(new AppendAccepted(1, 1));
    }

    @Test
    void aFollowerAcknowledgesNoMoreThanWhatIsDurable() {
        OneServer server = OneServer.of(3).follow(S2, 1);

        server.receive(S2, append(1, 0, 0, 1)).receive(S2, append(1, 1, 1, 1, 1));
        server.persistLog();

        assertThat(server.only(AppendAccepted.class).matchIndex()).isEqualTo(1);
        assertThat(server.status().durableIndex()).isEqualTo(1);
    }

    @Test
    void aSecondCopyOfAnAppendDoesNotMakeTheFirstOneDurable() {
        OneServer server = OneServer.of(3).follow(S2, 1);

        server.receive(S2, append(1, 0, 0, 1)).receive(S2, append(1, 0, 0, 1));

        assertThat(server.sent(AppendAccepted.class)).allMatch(reply -> reply.matchIndex() == 0);
    }

    @Test
    void aHeartbeatReplyClaimsOnlyWhatIsDurable() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        server.receive(S2, append(1, 0, 0, 1, 1));

        server.receive(S2, new Heartbeat(1, 0, 0, 2));
        assertThat(server.last(S2, HeartbeatReply.class).matchIndex()).isZero();
        server.persist().receive(S2, new Heartbeat(1, 0, 0, 3));

        assertThat(server.last(S2, HeartbeatReply.class).matchIndex()).isEqualTo(2);
    }

    @Test
    void anAppendOfANewTermIsAcknowledgedOnceTermAndEntriesAreDurable() {
        OneServer entriesFirst = OneServer.of(3).silence();
        entriesFirst.receive(S2, append(1, 0, 0, 1));

        entriesFirst.persistHardState();
        assertThat(entriesFirst.sent(AppendAccepted.class)).isEmpty();
        entriesFirst.persistLog();

        assertThat(entriesFirst.sent(AppendAccepted.class)).hasSize(1);
    }

    // Bug 24 of the list: the write of an entry that was replaced since proves nothing.
    @Test
    void aWriteThatWasOvertakenByATruncationMakesNothingDurable() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        server.receive(S2, append(1, 0, 0, 1, 1)).follow(S3, 2);
        server.receive(S3, append(2, 0, 0, 2, 2)).forget();

        server.persistLog();
        assertThat(server.status().durableIndex()).isZero();
        assertThat(server.sent(AppendAccepted.class)).isEmpty();
        server.persistLog();

        assertThat(server.status().durableIndex()).isEqualTo(2);
        assertThat(server.only(AppendAccepted.class)).isEqualTo(new AppendAccepted(2, 2));
    }

    @Test
    void anEntryThatCameBackInTheSameTermIsDurableOnlyWithItsOwnWrite() {
        OneServer server = OneServer.of(3, 1, 1).follow(S2, 2);
        server.receive(S2, append(2, 1, 1, 2)).follow(S3, 3);
        server.receive(S3, append(3, 1, 1, 3)).follow(S2, 4);
        server.receive(S2, append(4, 1, 1, 4)).forget();

        server.persistLog().persistLog();
        assertThat(server.status().durableIndex()).isEqualTo(1);
        assertThat(server.sent(AppendAccepted.class)).isEmpty();
        server.persistLog();

        assertThat(server.status().durableIndex()).isEqualTo(2);
    }

    @Test
    void truncationTakesTheDurableIndexBack() {
        OneServer server = OneServer.of(3, 2, 1, 2, 2).follow(S2, 3);
        assertThat(server.status().durableIndex()).isEqualTo(3);

        server.receive(S2, append(3, 1, 1, 3));

        assertThat(server.status().durableIndex()).isEqualTo(1);
    }

    @Test
    void whatWasWrittenForAnOldLeaderIsNotAcknowledgedToItAnyMore() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        server.receive(S2, append(1, 0, 0, 1)).follow(S3, 2);

        server.persistLog();

        assertThat(server.sentTo(S2, AppendAccepted.class)).isEmpty();
    }

    // Entries of the leader, Raft thesis §10.2.1.

    @Test
    void aLeaderSendsEntriesBeforeTheyAreOnItsOwnDisk() {
        OneServer leader = OneServer.of(3).leadAndCommit();

        leader.propose(8);

        assertThat(leader.hasUnsavedLog()).isTrue();
        assertThat(leader.sent(AppendEntries.class)).hasSize(2);
    }

    // M-variant of bug 23: the leader is a replica like any other.
    @Test
    void aLeaderCountsItselfOnlyOnceItsOwnCopyIsDurable() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.propose(8).acknowledge(S2, 2);

        assertThat(leader.status().commitIndex()).isEqualTo(1);
        leader.persist();

        assertThat(leader.status().commitIndex()).isEqualTo(2);
    }

    @Test
    void aLeaderMayCommitWhatIsOnTheDisksOfAMajorityOfOthers() {
        OneServer leader = OneServer.of(3).leadAndCommit();
        leader.propose(8);

        leader.acknowledge(S2, 2).acknowledge(S3, 2);

        assertThat(leader.hasUnsavedLog()).isTrue();
        assertThat(leader.status().commitIndex()).isEqualTo(2);
    }

    @Test
    void aNewLeadersNoOpCountsLikeEveryEntryOnceItIsDurable() {
        OneServer leader = OneServer.of(3).lead();

        leader.acknowledge(S2, 1);
        assertThat(leader.status().commitIndex()).isZero();
        leader.persistLog();

        assertThat(leader.status().commitIndex()).isEqualTo(1);
    }

    @Test
    void theOnlyServerOfAClusterCommitsNothingThatIsNotDurable() {
        OneServer server = OneServer.of(1).timeOut().persistHardState();
        assertThat(server.status().commitIndex()).isZero();

        server.persistLog();

        assertThat(server.status().commitIndex()).isEqualTo(1);
    }

    @Test
    void aLeaderThatIsElectedWithUnwrittenEntriesDoesNotCountThem() {
        OneServer server = OneServer.of(3).follow(S2, 1);
        server.receive(S2, append(1, 0, 0, 1));
        server.lead();
        assertThat(server.hasUnsavedLog()).isTrue();

        server.acknowledge(S3, 2);
        assertThat(server.status().commitIndex()).isZero();
        server.persist();

        assertThat(server.status().commitIndex()).isEqualTo(2);
    }

    // A damaged last batch of which nobody knows whether it was acknowledged.

    @Test
    void aServerWithASuspectTailNeitherVotesNorPromises() {
        OneServer server = suspect().silence();

        server.receive(S2, new PreVote(3, 9, 2)).receive(S2, new RequestVote(3, 9, 2, false));
        server.persist();

        assertThat(server.sent(PreVoteReply.class)).noneMatch(PreVoteReply::granted);
        assertThat(server.sent(RequestVoteReply.class)).noneMatch(RequestVoteReply::granted);
        assertThat(server.durableHardState().votedFor()).isNull();
    }

    @Test
    void aServerWithASuspectTailDoesNotCampaign() {
        OneServer server = suspect().timeOut().timeOut();

        assertThat(server.sent()).isEmpty();
        assertThat(server.term()).isEqualTo(2);
    }

    @Test
    void aServerWithASuspectTailDoesNotCampaignWhenToldToEither() {
        OneServer server = suspect().follow(S2, 2);

        server.receive(S2, new Message.TimeoutNow(2)).persist();

        assertThat(server.sent(RequestVote.class)).isEmpty();
    }

    @Test
    void aSuspectTailIsNotAcknowledged() {
        OneServer server = suspect().follow(S2, 3);

        server.receive(S2, append(3, 5, 2)).receive(S2, new Heartbeat(3, 5, 5, 2)).persist();

        assertThat(server.sent(AppendAccepted.class)).allMatch(reply -> reply.matchIndex() < 4);
        assertThat(server.sent(HeartbeatReply.class)).allMatch(reply -> reply.matchIndex() < 4);
        assertThat(server.status().durableIndex()).isLessThan(4);
    }

    @Test
    void aSuspectTailIsAskedForAgain() {
        OneServer server = suspect().follow(S2, 3);

        server.receive(S2, append(3, 5, 2, 3)).persist();

        assertThat(server.only(AppendRejected.class).hintIndex()).isEqualTo(3);
    }

    @Test
    void aSuspectTailThatTheLeaderSentAgainIsWrittenAgainAndThenAsGoodAsAny() {
        OneServer server = suspect().follow(S2, 3);

        server.receive(S2, append(3, 3, 2, 2, 2, 3));
        assertThat(server.outputs(Output.Append.class).getFirst().entries().first()).isEqualTo(4);
        assertThat(server.sent(AppendAccepted.class)).allMatch(reply -> reply.matchIndex() < 4);
        server.persist();

        assertThat(server.last(S2, AppendAccepted.class).matchIndex()).isEqualTo(6);
        server.silence().forget().receive(S3, new RequestVote(4, 6, 3, false)).persist();
        assertThat(server.only(RequestVoteReply.class).granted()).isTrue();
    }
}
