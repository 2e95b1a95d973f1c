package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * One test for each sentence on snapshots (Raft thesis §5), and for what was got wrong elsewhere.
 */
class SnapshotPaperTest {
    private static final ServerId S2 = new ServerId(2);
    private static final ServerId S3 = new ServerId(3);
    private static final Members THREE = OneServer.voters(3);

    private static Snapshot snapshot(long index, long term) {
        return new Snapshot(index, term, THREE);
    }

    /** S1 of three in {@code term}, with a snapshot and a log behind it. */
    private static Raft server(long term, Snapshot snapshot, long... logTerms) {
        Entries log = OneServer.entries(snapshot.lastIncludedIndex() + 1, logTerms);
        Start start =
                new Start(
                        OneServer.S1,
                        snapshot,
                        new HardState(term, null),
                        snapshot.lastIncludedTerm(),
                        log,
                        log.last() + 1,
                        1);
        return new Raft(start, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);
    }

    private static List<Output> receive(Raft raft, ServerId from, Message message) {
        return raft.step(new Input.Receive(from, message));
    }

    private static <M extends Message> List<M> sent(List<Output> outputs, Class<M> kind) {
        return outputs.stream()
                .filter(output -> output instanceof Output.Send)
                .map(output -> ((Output.Send) output).message())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static Message append(long term, long prev, long prevTerm, long commit, long... terms) {
        return new Message.AppendEntries(
                term, prev, prevTerm, commit, OneServer.entries(prev + 1, terms));
    }

    @Nested
    class ServersTakeSnapshotsOnTheirOwn {
        @Test
        void ofWhatIsCommittedAndForgetTheLogUpToThere() {
            OneServer leader = OneServer.of(3).leadAndCommit();
            leader.propose(1).propose(1).propose(1).persist();
            leader.acknowledge(S2, 4);
            leader.step(new Input.Applied(4)).step(new Input.SnapshotTaken(3));
            leader.step(new Input.Compact(3));

            assertThat(leader.status().snapshotIndex()).isEqualTo(3);
            assertThat(leader.status().firstLogIndex()).isEqualTo(4);
            assertThat(leader.status().lastLogIndex()).isEqualTo(4);
        }

        @Test
        void neverOfWhatIsNotCommitted() {
            OneServer leader = OneServer.of(3).leadAndCommit();
            leader.propose(1);

            assertThatThrownBy(() -> leader.step(new Input.SnapshotTaken(2)))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void andForgetNoMoreThanASnapshotStandsFor() {
            OneServer leader = OneServer.of(3).leadAndCommit();
            leader.propose(1).propose(1).persist();
            leader.acknowledge(S2, 3);
            leader.step(new Input.Compact(3));
            assertThat(leader.status().firstLogIndex()).as("there is none").isEqualTo(1);

            leader.step(new Input.SnapshotTaken(2)).step(new Input.Compact(3));
            assertThat(leader.status().firstLogIndex()).isEqualTo(3);
        }

        @Test
        void andForgetNoMoreThanIsDurableInTheLog() {
            OneServer leader = OneServer.of(3).leadAndCommit();
            leader.propose(1).acknowledge(S2, 2).acknowledge(S3, 2);
            leader.step(new Input.SnapshotTaken(2)).step(new Input.Compact(2));
            assertThat(leader.status().commitIndex()).as("by the two others").isEqualTo(2);
            assertThat(leader.status().firstLogIndex()).isEqualTo(2);

            leader.persist().step(new Input.Compact(2));
            assertThat(leader.status().firstLogIndex()).isEqualTo(3);
        }

        @Test
        void haveNoImageOfWhatIsNotCommitted() {
            OneServer leader = OneServer.of(3).leadAndCommit();
            leader.propose(1).persist();

            assertThatThrownBy(() -> leader.step(new Input.SnapshotTaken(2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only what is committed");
        }

        @Test
        void anOlderOneChangesNothing() {
            OneServer leader = OneServer.of(3).leadAndCommit();
            leader.propose(1).propose(1).persist();
            leader.acknowledge(S2, 3);
            leader.step(new Input.SnapshotTaken(3)).step(new Input.SnapshotTaken(2));

            assertThat(leader.status().snapshotIndex()).isEqualTo(3);
        }
    }

    @Nested
    class ARestart {
        @Test
        void beginsCommittedAtTheSnapshotAndAppliedNowhere() {
            Status status = server(5, snapshot(7, 4), 4, 5).status();

            assertThat(status.commitIndex()).isEqualTo(7);
            assertThat(status.lastApplied()).as("still to be loaded").isZero();
            assertThat(status.lastLogIndex()).isEqualTo(9);
        }

        @Test
        void votesByTheSnapshotWhereTheLogIsEmpty() {
            Raft raft = server(5, snapshot(7, 4));
            raft.step(new Input.LeaderSilent());
            receive(raft, S2, new Message.RequestVote(6, 6, 4, false));
            List<Output> saved = raft.step(new Input.HardStatePersisted(new HardState(6, null)));
            assertThat(sent(saved, Message.RequestVoteReply.class))
                    .containsExactly(new Message.RequestVoteReply(6, false));

            receive(raft, S3, new Message.RequestVote(6, 7, 4, false));
            saved = raft.step(new Input.HardStatePersisted(new HardState(6, S3)));
            assertThat(sent(saved, Message.RequestVoteReply.class))
                    .containsExactly(new Message.RequestVoteReply(6, true));
        }

        @Test
        void isNotPossibleWithALogThatDoesNotReachTheSnapshot() {
            assertThatThrownBy(() ->
                            new Start(
                                    OneServer.S1,
                                    snapshot(7, 4),
                                    new HardState(5, null),
                                    0,
                                    OneServer.entries(1, 1, 2, 3),
                                    4,
                                    1))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class ALeader {
        /** With entries 1 to 5 committed by S1 and S2, of which it has forgotten all. */
        private final OneServer leader = compacted(5);

        private static OneServer compacted(long upTo) {
            OneServer leader = OneServer.of(3).leadAndCommit();
            leader.propose(1).propose(1).propose(1).propose(1).persist();
            leader.acknowledge(S2, 5);
            leader.step(new Input.SnapshotTaken(upTo)).step(new Input.Compact(upTo));
            return leader.forget();
        }

        private List<Message.InstallSnapshot> offers(ServerId to) {
            return leader.sentTo(to, Message.InstallSnapshot.class);
        }

        @Test
        void offersItsSnapshotToWhoLacksWhatItHasForgotten() {
            leader.receive(S3, new Message.AppendRejected(leader.term(), 1, 0, 0));
            leader.step(new Input.Lost(S3)).step(new Input.HeartbeatDue());

            assertThat(offers(S3))
                    .containsExactly(
                            new Message.InstallSnapshot(
                                    leader.term(), new Snapshot(5, leader.term(), THREE)));
        }

        @Test
        void offersItOnceInAnIntervalHoweverMuchIsAnswered() {
            leader.step(new Input.Lost(S3));
            for (int i = 0; i < 10; i++) {
                leader.receive(S3, new Message.HeartbeatReply(leader.term(), 0, 0));
            }
            assertThat(offers(S3)).hasSize(1);

            leader.step(new Input.HeartbeatDue());
            leader.receive(S3, new Message.HeartbeatReply(leader.term(), 0, 0));
            assertThat(offers(S3)).hasSize(2);
        }

        @Test
        void sendsNoEntriesUntilTheFollowerHasIt() {
            leader.step(new Input.Lost(S3)).step(new Input.HeartbeatDue());
            leader.propose(1).persist();

            assertThat(leader.sentTo(S3, Message.AppendEntries.class)).isEmpty();
        }

        @Test
        void goesOnWithEntriesBehindWhatTheFollowerHas() {
            leader.step(new Input.Lost(S3)).step(new Input.HeartbeatDue());
            leader.propose(1).persist();
            leader.forget().acknowledge(S3, 5);

            assertThat(leader.sentTo(S3, Message.AppendEntries.class))
                    .singleElement()
                    .satisfies(sent -> assertThat(sent.prevLogIndex()).isEqualTo(5))
                    .satisfies(sent -> assertThat(sent.entries().last()).isEqualTo(6));
        }

        /** Nothing is behind the snapshot, and nothing is proposed. */
        @Test
        void helpsAnEmptyFollowerOfAnIdleClusterWhereTheSnapshotHasAll() {
            leader.step(new Input.Lost(S3)).step(new Input.HeartbeatDue());
            leader.receive(S3, new Message.AppendRejected(leader.term(), 5, 0, 0));
            leader.step(new Input.HeartbeatDue());
            leader.receive(S3, new Message.HeartbeatReply(leader.term(), 0, 0));
            assertThat(offers(S3)).isNotEmpty();
            leader.forget().acknowledge(S3, 5);

            assertThat(leader.raft().peers().getLast().matchIndex()).isEqualTo(5);
            assertThat(leader.raft().peers().getLast().probing()).isFalse();
        }

        @Test
        void thatForgetsWhatIsUnderWayOffersTheSnapshotWhenItGetsLost() {
            OneServer busy = OneServer.of(3).leadAndCommit();
            busy.propose(1).propose(1).persist();
            busy.acknowledge(S2, 3);
            busy.step(new Input.SnapshotTaken(3)).step(new Input.Compact(3)).forget();
            busy.step(new Input.Lost(S3));

            assertThat(busy.sentTo(S3, Message.InstallSnapshot.class)).hasSize(1);
        }

        @Test
        void servesAFollowerThatIsALittleBehindFromTheLog() {
            OneServer other = compacted(2);
            other.receive(S3, new Message.AppendAccepted(other.term(), 3));
            other.step(new Input.Lost(S3)).step(new Input.HeartbeatDue());

            assertThat(other.sentTo(S3, Message.InstallSnapshot.class)).isEmpty();
            assertThat(other.sentTo(S3, Message.AppendEntries.class)).isNotEmpty();
        }
    }

    @Nested
    class AFollower {
        private Raft follower(long... log) {
            return server(3, Snapshot.none(THREE), log);
        }

        private static final Message OFFER = new Message.InstallSnapshot(3, snapshot(5, 2));

        @Test
        void fetchesWhatItIsOffered() {
            assertThat(receive(follower(1, 1), S2, OFFER))
                    .contains(new Output.FetchSnapshot(S2, snapshot(5, 2)));
        }

        @Test
        void fetchesNothingBeforeTheTermOfTheOfferIsDurable() {
            Message offer = new Message.InstallSnapshot(4, snapshot(5, 2));
            Raft raft = follower(1, 1);
            Output wanted = new Output.FetchSnapshot(S2, snapshot(5, 2));

            assertThat(receive(raft, S2, offer)).doesNotContain(wanted);
            raft.step(new Input.HardStatePersisted(new HardState(4, null)));
            assertThat(receive(raft, S2, offer)).contains(wanted);
        }

        @Test
        void hearsItsLeaderByAnOffer() {
            Raft raft = follower(1, 1);
            raft.step(new Input.LeaderSilent());
            receive(raft, S2, OFFER);

            assertThat(raft.status().leader()).isEqualTo(S2);
            receive(raft, S3, new Message.RequestVote(4, 99, 3, false));
            assertThat(raft.status().currentTerm()).as("a leader is alive").isEqualTo(3);
        }

        @Test
        void refusesAnOfferOfAnOldTermWithItsOwn() {
            List<Output> outputs =
                    receive(follower(1), S2, new Message.InstallSnapshot(2, snapshot(5, 2)));

            assertThat(sent(outputs, Message.AppendRejected.class))
                    .singleElement()
                    .satisfies(reply -> assertThat(reply.term()).isEqualTo(3));
            assertThat(outputs).noneMatch(output -> output instanceof Output.FetchSnapshot);
        }

        @Test
        void saysWhatItHasWhereThatIsAsMuch() {
            Raft raft = follower(1, 1, 2, 2, 2, 2);
            receive(raft, S2, append(3, 6, 2, 6));
            List<Output> outputs = receive(raft, S2, OFFER);

            assertThat(sent(outputs, Message.AppendAccepted.class))
                    .containsExactly(new Message.AppendAccepted(3, 6));
            assertThat(outputs).noneMatch(output -> output instanceof Output.FetchSnapshot);
        }

        @Test
        void replacesItsWholeLogByASnapshotThatHasMore() {
            Raft raft = follower(1, 1);
            receive(raft, S2, OFFER);
            List<Output> outputs = raft.step(new Input.SnapshotReceived(snapshot(5, 2)));

            assertThat(outputs).contains(new Output.Restore(1, snapshot(5, 2)));
            assertThat(sent(outputs, Message.AppendAccepted.class)).as("not durable").isEmpty();
            assertThat(raft.status().commitIndex()).isEqualTo(5);
            assertThat(raft.status().firstLogIndex()).isEqualTo(6);
            assertThat(sent(raft.step(new Input.LogPersisted(1)), Message.AppendAccepted.class))
                    .containsExactly(new Message.AppendAccepted(3, 5));
        }

        @Test
        void replacesALogThatConflictsThoughItIsLonger() {
            Raft raft = follower(1, 1, 1, 1, 1, 1, 1, 1);
            receive(raft, S2, OFFER);
            raft.step(new Input.SnapshotReceived(snapshot(5, 2)));

            assertThat(raft.status().lastLogIndex()).isEqualTo(5);
            assertThat(raft.term(5)).isEqualTo(2);
        }

        @Test
        void keepsItsLogWhereThatHasTheLastEntryOfTheSnapshot() {
            Raft raft = follower(1, 1, 2, 2, 2, 2, 2);
            receive(raft, S2, OFFER);
            List<Output> outputs = raft.step(new Input.SnapshotReceived(snapshot(5, 2)));

            assertThat(outputs).contains(new Output.Commit(5));
            assertThat(outputs).noneMatch(output -> output instanceof Output.Restore);
            assertThat(raft.status().lastLogIndex()).isEqualTo(7);
            assertThat(sent(outputs, Message.AppendAccepted.class))
                    .containsExactly(new Message.AppendAccepted(3, 5));
        }

        @Test
        void dropsASnapshotThatCameTooLate() {
            Raft raft = follower(1, 1, 2, 2, 2, 2);
            receive(raft, S2, OFFER);
            receive(raft, S2, append(3, 6, 2, 6));
            List<Output> outputs = raft.step(new Input.SnapshotReceived(snapshot(5, 2)));

            assertThat(outputs).isEmpty();
            assertThat(raft.status().commitIndex()).isEqualTo(6);
        }

        @Test
        void stopsAtASnapshotThatContradictsWhatIsCommitted() {
            Raft raft = follower(1, 1, 2, 2, 2, 2);
            receive(raft, S2, append(3, 6, 2, 6));

            assertThatThrownBy(() -> raft.step(new Input.SnapshotReceived(snapshot(5, 1))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("agrees");
        }

        @Test
        void takesItsConfigurationFromTheSnapshot() {
            Members two = Members.of(OneServer.S1, S2);
            Raft raft = follower(1, 1);
            raft.step(new Input.SnapshotReceived(new Snapshot(5, 2, THREE)));

            assertThat(raft.copy()).isEqualTo(raft);
            assertThatThrownBy(() -> new Snapshot(0, 2, two))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void isNoMoreSuspectWhereTheSnapshotHasAllThatWas() {
            Start start =
                    Start.of(
                            OneServer.S1,
                            THREE,
                            new HardState(3, null),
                            OneServer.entries(1, 1, 1, 2, 2),
                            3,
                            1);
            Raft raft = new Raft(start, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);
            receive(raft, S2, OFFER);
            List<Output> outputs = raft.step(new Input.SnapshotReceived(snapshot(5, 2)));
            assertThat(outputs).contains(new Output.Restore(1, snapshot(5, 2)));
            assertThat(sent(raft.step(new Input.LogPersisted(1)), Message.AppendAccepted.class))
                    .containsExactly(new Message.AppendAccepted(3, 5));

            raft.step(new Input.LeaderSilent());
            assertThat(sent(raft.step(new Input.ElectionElapsed()), Message.PreVote.class))
                    .isNotEmpty();
        }

        @Test
        void keepsSuspectEntriesBehindTheSnapshotForALaterOne() {
            Start start =
                    Start.of(
                            OneServer.S1,
                            THREE,
                            new HardState(3, null),
                            OneServer.entries(1, 1, 1, 2, 2, 2, 2, 2),
                            3,
                            1);
            Raft raft = new Raft(start, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);
            receive(raft, S2, OFFER);
            assertThat(raft.step(new Input.SnapshotReceived(snapshot(5, 2)))).isEmpty();
            assertThat(raft.status().lastLogIndex()).isEqualTo(7);

            assertThat(raft.step(new Input.SnapshotReceived(snapshot(8, 3))))
                    .contains(new Output.Restore(1, snapshot(8, 3)));
        }

        @Test
        void countsEntriesThatItHasForgottenAsKnown() {
            Raft raft = server(3, snapshot(5, 2), 2, 2);
            List<Output> outputs = receive(raft, S2, append(3, 2, 1, 5, 1, 2, 2, 2, 2, 3));

            assertThat(outputs)
                    .contains(new Output.Append(1, OneServer.entries(8, 3), false, false));
            assertThat(receive(raft, S2, append(3, 1, 1, 5, 1, 1)))
                    .as("all of it")
                    .noneMatch(output -> output instanceof Output.Append);
        }

        @Test
        void neverHintsAtWhatItHasForgotten() {
            Raft raft = server(9, snapshot(5, 4), 4, 4);
            List<Output> outputs = receive(raft, S2, append(9, 7, 9, 5));

            assertThat(sent(outputs, Message.AppendRejected.class))
                    .containsExactly(new Message.AppendRejected(9, 7, 7, 4));
            outputs = receive(raft, S2, append(9, 7, 2, 5));
            assertThat(sent(outputs, Message.AppendRejected.class))
                    .containsExactly(new Message.AppendRejected(9, 7, 5, 4));
        }

        @Test
        void doesNotStepBackWhenItAppliesWhileASnapshotComes() {
            Raft raft = follower(1, 1, 2);
            receive(raft, S2, append(3, 3, 2, 3));
            raft.step(new Input.SnapshotReceived(snapshot(5, 2)));
            raft.step(new Input.Applied(3));
            assertThat(raft.status().lastApplied()).isEqualTo(3);

            raft.step(new Input.Applied(5));
            assertThatThrownBy(() -> raft.step(new Input.Applied(4)))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void aWriteFromBeforeTheSnapshotProvesNothingBehindIt() {
            Raft raft = follower(1, 1);
            receive(raft, S2, append(3, 2, 1, 0, 2, 2, 2, 2, 2));
            raft.step(new Input.SnapshotReceived(snapshot(8, 3)));
            receive(raft, S2, append(3, 8, 3, 8, 3));
            List<Output> outputs = raft.step(new Input.LogPersisted(1));

            assertThat(sent(outputs, Message.AppendAccepted.class)).isEmpty();
            assertThat(sent(raft.step(new Input.LogPersisted(2)), Message.AppendAccepted.class))
                    .containsExactly(new Message.AppendAccepted(3, 8));
        }
    }

    @Test
    void chunksPassTheCoreBy() {
        Raft raft = server(3, snapshot(5, 2));
        Bytes before = raft.encode();
        receive(raft, S2, new Message.FetchSnapshot(9, 5, 2, 0));
        receive(raft, S2, new Message.SnapshotChunk(9, 5, 2, 0, Sizes.of(7)));

        assertThat(raft.encode()).isEqualTo(before);
    }

    @Test
    void whatIsForgottenTakesNoRoomInTheState() {
        Raft raft = server(3, snapshot(1_000_000, 2), 3);

        assertThat(raft.encode().size()).isLessThan(300);
        assertThat(raft.copy()).isEqualTo(raft);
    }
}
