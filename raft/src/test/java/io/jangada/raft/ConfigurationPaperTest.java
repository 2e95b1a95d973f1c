package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;
import static io.jangada.raft.OneServer.S5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.InstallSnapshot;
import io.jangada.raft.Message.PreVote;
import io.jangada.raft.Message.PreVoteReply;
import io.jangada.raft.Message.RequestVote;
import io.jangada.raft.Message.RequestVoteReply;
import io.jangada.raft.Message.TimeoutNow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;

@DisplayName("A server uses the latest configuration in its log: Raft thesis §4.1, §4.2.2, §5.2")
class ConfigurationPaperTest {
    private static final Members THREE = Groups.of("1 2 3");
    private static final Members FOUR = Groups.of("1 2 3 4");
    private static final Members TWO = Groups.of("1 2");

    /** Entries of these terms, of which the one at {@code index} is a configuration. */
    private static Entries entries(long first, long index, Members members, long... terms) {
        return OneServer.entries(first, terms).with(new TreeMap<>(Map.of(index, members)));
    }

    /** S1 in {@code term}, with three voters at first, and a configuration in its log. */
    private static OneServer server(long term, long index, Members members, long... terms) {
        return OneServer.of(
                S1, THREE, new HardState(term, null), entries(1, index, members, terms));
    }

    private static AppendEntries append(
            long term, long prev, long prevTerm, long commit, Entries entries) {
        return new AppendEntries(term, prev, prevTerm, commit, entries);
    }

    /** Appended by the leader S2 of term 1, as entry 2: FOUR. */
    private static OneServer follower() {
        OneServer follower = OneServer.of(3, 1, 1).follow(S2, 1);
        follower.receive(S2, append(1, 1, 1, 1, entries(2, 2, FOUR, 1)));
        return follower;
    }

    private static OneServer received(OneServer server, Snapshot snapshot) {
        return server.step(new Input.SnapshotReceived(snapshot));
    }

    @Nested
    class AFollower {
        @Test
        void usesItAsSoonAsItIsAppended() {
            OneServer follower = follower();

            assertThat(follower.hasUnsavedLog()).as("before it is durable").isTrue();
            assertThat(follower.status().commitIndex()).isEqualTo(1);
            assertThat(follower.members()).isEqualTo(FOUR);
            assertThat(follower.outputs(Output.Reconfigured.class))
                    .containsExactly(new Output.Reconfigured(FOUR));
        }

        @Test
        void needsTheNewMajorityForItsElection() {
            OneServer candidate = follower().persist().timeOut();
            candidate.receive(S2, new PreVoteReply(2, true));
            assertThat(candidate.standing()).isEqualTo(Standing.PRE_CANDIDATE);

            candidate.receive(S4, new PreVoteReply(2, true)).persist();
            candidate.receive(S4, new RequestVoteReply(2, true));
            assertThat(candidate.standing()).isEqualTo(Standing.CANDIDATE);
            candidate.receive(S2, new RequestVoteReply(2, true));

            assertThat(candidate.standing()).isEqualTo(Standing.LEADER);
        }

        @Test
        void takesTheLastOfSeveralInOneMessage() {
            OneServer follower = OneServer.of(3, 1, 1).follow(S2, 1);
            Entries both =
                    OneServer.entries(2, 1, 1).with(new TreeMap<>(Map.of(2L, FOUR, 3L, TWO)));

            follower.receive(S2, append(1, 1, 1, 1, both));

            assertThat(follower.members()).isEqualTo(TWO);
            assertThat(follower.raft().members(2)).isEqualTo(FOUR);
            assertThat(follower.raft().members(1)).isEqualTo(THREE);
        }

        @Test
        void findsItBehindEntriesThatItHas() {
            OneServer follower = OneServer.of(3, 1, 1).follow(S2, 1);

            follower.receive(S2, append(1, 0, 0, 1, entries(1, 3, FOUR, 1, 1, 1)));

            assertThat(follower.members()).isEqualTo(FOUR);
            assertThat(follower.raft().members(2)).isEqualTo(THREE);
        }

        // Bug 43 of the list.
        @Test
        void goesBackToTheOneBeforeWhereItIsCutOff() {
            OneServer follower = follower().forget();

            follower.receive(S3, append(2, 1, 1, 1, OneServer.entries(2, 2))).persist();

            assertThat(follower.members()).isEqualTo(THREE);
            assertThat(follower.outputs(Output.Reconfigured.class))
                    .containsExactly(new Output.Reconfigured(THREE));
            follower.timeOut().receive(S2, new PreVoteReply(3, true)).persist();
            follower.receive(S2, new RequestVoteReply(3, true));
            assertThat(follower.standing()).as("by two of three").isEqualTo(Standing.LEADER);
        }

        @Test
        void goesBackToTheOneBeforeAndNotToTheFirst() {
            OneServer follower = follower();
            follower.receive(S2, append(1, 2, 1, 1, entries(3, 3, TWO, 1))).forget();

            follower.receive(S3, append(2, 2, 1, 1, OneServer.entries(3, 2)));

            assertThat(follower.members()).isEqualTo(FOUR);
        }

        @Test
        void takesTheOneInItsPlaceWhereAnotherIsCutOff() {
            OneServer follower = follower().forget();

            follower.receive(S3, append(2, 1, 1, 1, entries(2, 2, TWO, 2)));

            assertThat(follower.members()).isEqualTo(TWO);
            assertThat(follower.outputs(Output.Reconfigured.class))
                    .containsExactly(new Output.Reconfigured(TWO));
        }

        @Test
        void saysNothingWhereNothingChanges() {
            OneServer follower = follower().persist().forget();

            follower.receive(S2, append(1, 1, 1, 1, entries(2, 2, FOUR, 1)));
            follower.receive(S2, append(1, 2, 1, 2, OneServer.entries(3, 1)));

            assertThat(follower.outputs(Output.Reconfigured.class)).isEmpty();
            assertThat(follower.members()).isEqualTo(FOUR);
        }
    }

    @Nested
    class ANewLeader {
        // Bug 43 of the list.
        @Test
        void goesOnWithAConfigurationThatIsNotCommitted() {
            OneServer leader = server(1, 2, FOUR, 1, 1).lead().persist();
            assertThat(leader.sentTo(S4, AppendEntries.class)).isNotEmpty();

            leader.acknowledge(S2, 3);
            assertThat(leader.status().commitIndex()).as("two of four").isZero();
            leader.acknowledge(S4, 3);

            assertThat(leader.status().commitIndex()).isEqualTo(3);
        }

        @Test
        void sendsAConfigurationFromItsLogAsOne() {
            OneServer leader = server(1, 2, FOUR, 1, 1).lead().persist();

            leader.receive(S4, new Message.AppendRejected(2, 2, 0, 0));

            assertThat(leader.last(S4, AppendEntries.class).entries().configurations())
                    .containsExactly(Map.entry(2L, FOUR));
        }
    }

    @Nested
    class ASnapshot {
        /** Learner 4 came with entry 2; entries 3 and 4 are of clients. All is committed. */
        private static OneServer leader() {
            OneServer leader = OneServer.of(3).leadAndCommit().change(Groups.of("1 2 3 + 4"));
            leader.propose(1, 1).persist().acknowledge(S2, 4).acknowledge(S3, 4);
            return leader.step(new Input.Applied(4)).forget();
        }

        private static Members offered(OneServer leader, long index) {
            leader.step(new Input.SnapshotTaken(index)).step(new Input.Compact(index));
            leader.receive(S4, new Message.AppendRejected(1, 2, 0, 0));
            return leader.last(S4, InstallSnapshot.class).snapshot().members();
        }

        @Test
        void hasTheConfigurationAtItsIndex() {
            assertThat(offered(leader(), 1)).isEqualTo(THREE);
            assertThat(offered(leader(), 2)).isEqualTo(Groups.of("1 2 3 + 4"));
            assertThat(offered(leader(), 3)).isEqualTo(Groups.of("1 2 3 + 4"));
        }

        // Bug 37 of the list.
        @Test
        void thatALaterOneStandsForKeepsTheConfiguration() {
            OneServer leader = leader();
            leader.step(new Input.SnapshotTaken(3)).step(new Input.Compact(3));

            leader.step(new Input.SnapshotTaken(4)).step(new Input.Compact(4));

            assertThat(leader.members()).isEqualTo(Groups.of("1 2 3 + 4"));
            assertThat(leader.raft().members(4)).isEqualTo(Groups.of("1 2 3 + 4"));
            assertThat(offered(leader, 4)).isEqualTo(Groups.of("1 2 3 + 4"));
        }

        @Test
        void keepsALaterConfigurationInEffectAndTheOneBeforeAtHand() {
            OneServer follower = follower().persist();
            follower.receive(S2, append(1, 2, 1, 2, entries(3, 3, TWO, 1))).persist();
            follower.step(new Input.Applied(2)).step(new Input.SnapshotTaken(2));
            follower.step(new Input.Compact(2));
            assertThat(follower.members()).isEqualTo(TWO);
            assertThat(follower.raft().members(3)).isEqualTo(TWO);
            assertThat(follower.raft().members(2)).isEqualTo(FOUR);
            assertThat(follower.raft().copy().members()).isEqualTo(TWO);

            follower.receive(S3, append(2, 2, 1, 2, OneServer.entries(3, 2)));

            assertThat(follower.members()).as("cut off").isEqualTo(FOUR);
        }

        @Test
        void thatTakesThePlaceOfTheLogTakesEffect() {
            OneServer follower = OneServer.of(3).follow(S2, 2);

            received(follower, new Snapshot(5, 1, FOUR));

            assertThat(follower.members()).isEqualTo(FOUR);
            assertThat(follower.outputs().getFirst()).isInstanceOf(Output.Restore.class);
            assertThat(follower.outputs(Output.Reconfigured.class))
                    .containsExactly(new Output.Reconfigured(FOUR));
        }

        // Bug 33 of the list.
        @Test
        void thatTakesThePlaceOfTheLogLeavesNothingOfItsConfigurations() {
            OneServer follower = follower();
            follower.receive(S2, append(1, 2, 1, 1, entries(3, 6, TWO, 1, 1, 1, 1))).forget();

            received(follower.follow(S3, 2), new Snapshot(4, 2, THREE));

            assertThat(follower.members()).isEqualTo(THREE);
            follower.receive(S3, append(2, 4, 2, 4, OneServer.entries(5, 2, 2, 2)));
            assertThat(follower.members()).isEqualTo(THREE);
            assertThat(follower.raft().members(7)).isEqualTo(THREE);
        }

        @Test
        void ofWhatIsInTheLogLeavesALaterConfigurationInEffect() {
            OneServer follower = follower();
            follower.receive(S2, append(1, 2, 1, 1, entries(3, 4, TWO, 1, 1))).forget();

            received(follower, new Snapshot(3, 1, FOUR));

            assertThat(follower.members()).isEqualTo(TWO);
            assertThat(follower.status().commitIndex()).isEqualTo(3);
        }

        @Test
        void ofAJointConfigurationIsJoint() {
            OneServer follower = OneServer.of(3).follow(S2, 2);

            received(follower, new Snapshot(5, 1, Groups.of("1 4 5 / 1 2 3")));
            follower.persist().timeOut().receive(S4, new PreVoteReply(3, true));
            follower.receive(S5, new PreVoteReply(3, true));
            assertThat(follower.standing()).isEqualTo(Standing.PRE_CANDIDATE);
            follower.receive(S2, new PreVoteReply(3, true));

            assertThat(follower.standing()).isEqualTo(Standing.CANDIDATE);
        }
    }

    @Nested
    class ARestart {
        @Test
        void findsTheLatestConfigurationInTheLogThoughItIsNotCommitted() {
            OneServer follower = follower().persist();

            follower.crash();

            assertThat(follower.status().commitIndex()).isZero();
            assertThat(follower.members()).isEqualTo(FOUR);
        }

        @Test
        void doesNotFindOneThatWasNotDurable() {
            assertThat(follower().crash().members()).isEqualTo(THREE);
        }

        @Test
        void findsThoseBelowAndBehindTheSnapshot() {
            Entries log =
                    OneServer.entries(1, 1, 1, 1, 1, 1, 1)
                            .with(new TreeMap<>(Map.of(2L, FOUR, 5L, TWO)));
            Snapshot snapshot = new Snapshot(3, 1, FOUR);
            Start start = new Start(S1, snapshot, new HardState(1, null), 0, log, 7, 1);
            OneServer server = OneServer.of(start, OneServer.SETTINGS, OneServer.SHORTEST);

            assertThat(server.members()).isEqualTo(TWO);
            assertThat(server.raft().members(4)).isEqualTo(FOUR);
            server.receive(S2, append(2, 4, 1, 3, OneServer.entries(5, 2)));
            assertThat(server.members()).as("cut off").isEqualTo(FOUR);
        }

        @Test
        void usesThatOfTheSnapshotWhereTheLogHasNone() {
            Snapshot snapshot = new Snapshot(3, 1, FOUR);
            Start start =
                    new Start(S1, snapshot, new HardState(1, null), 1, OneServer.entries(4), 4, 1);
            Raft raft = new Raft(start, OneServer.SETTINGS, OneServer.SHORTEST, Probes.NONE);

            assertThat(raft.members()).isEqualTo(FOUR);
            assertThat(raft.members(3)).isEqualTo(FOUR);
        }
    }

    @Nested
    class WhoHasNoVote {
        private static void doesNotCampaign(OneServer server) {
            server.forget().timeOut().receive(S2, new TimeoutNow(server.term())).persist();
            assertThat(server.sent(PreVote.class)).isEmpty();
            assertThat(server.sent(RequestVote.class)).isEmpty();
            assertThat(server.standing()).isEqualTo(Standing.FOLLOWER);
        }

        private static void campaigns(OneServer server) {
            assertThat(server.forget().timeOut().sent(PreVote.class)).isNotEmpty();
        }

        private static OneServer removed(long commit) {
            OneServer server = OneServer.of(3, 1, 1).follow(S2, 1);
            Entries without = entries(2, 2, Groups.of("2 3"), 1, 1);
            return server.receive(S2, append(1, 1, 1, commit, without)).persist();
        }

        @Test
        void inTheCommittedConfigurationAndAllLaterOnesNeverCampaigns() {
            doesNotCampaign(removed(2));
        }

        @Test
        void byAnEntryThatIsNotKnownToBeCommittedMay() {
            campaigns(removed(1));
        }

        // With the snapshot the entry that took the vote is gone, and known to be committed.
        @Test
        void sinceASnapshotNeverCampaigns() {
            OneServer server = received(OneServer.of(3).follow(S2, 1), new Snapshot(5, 1, TWO));
            campaigns(server.persist());
            OneServer gone = received(OneServer.of(3).follow(S2, 1), snapshotWithout());
            doesNotCampaign(gone.persist());
        }

        private static Snapshot snapshotWithout() {
            return new Snapshot(5, 1, Groups.of("2 3"));
        }

        @Test
        void butGetsOneByALaterEntryMayCampaign() {
            OneServer learner = OneServer.of(S4, Groups.of("1 2 3 + 4")).follow(S1, 1);
            doesNotCampaign(learner);

            learner.receive(S1, append(1, 0, 0, 0, entries(1, 1, FOUR, 1))).persist();

            campaigns(learner);
        }

        @Test
        void butAnOutgoingOneMayCampaign() {
            OneServer server = OneServer.of(S1, Groups.of("2 3 4 / 1 2 3"));

            campaigns(server);
        }

        @Test
        void doesNotCountItsOwn() {
            OneServer server = removed(1).timeOut();
            server.receive(S2, new PreVoteReply(2, true));
            assertThat(server.standing()).as("one of 2 and 3").isEqualTo(Standing.PRE_CANDIDATE);
            server.receive(S3, new PreVoteReply(2, true)).persist();
            server.receive(S3, new RequestVoteReply(2, true));
            assertThat(server.standing()).as("one of 2 and 3").isEqualTo(Standing.CANDIDATE);

            server.receive(S2, new RequestVoteReply(2, true));

            assertThat(server.standing()).isEqualTo(Standing.LEADER);
        }

        @Test
        void asksForVotesOnlyThoseThatHaveOne() {
            OneServer server = OneServer.of(S1, Groups.of("1 2 + 3 4*")).campaign();

            assertThat(server.sentTo(S2, RequestVote.class)).hasSize(1);
            assertThat(server.sentTo(S3)).isEmpty();
            assertThat(server.sentTo(S4)).isEmpty();
        }

        @Test
        void andKnowsOfNobodyFollowsAndVotesAndNeverCampaigns() {
            OneServer server = OneServer.of(S4, Members.NONE);
            doesNotCampaign(server);
            server.receive(S2, new RequestVote(1, 0, 0, false)).persist();
            assertThat(server.only(RequestVoteReply.class).granted()).isTrue();

            server.receive(S2, append(1, 0, 0, 0, OneServer.entries(1, 1))).persist();
            assertThat(server.last(S2, Message.AppendAccepted.class).matchIndex()).isEqualTo(1);
            doesNotCampaign(server);
            server.follow(S2, server.term());
            server.receive(S2, append(1, 1, 1, 0, entries(2, 2, FOUR, 1))).persist();

            campaigns(server);
        }
    }

    @Nested
    class AServerThatIsAskedForItsVoteGivesIt {
        // Bug 10 of the list: a learner that is a voter already, by a log that it has not yet.
        @Test
        void thoughItIsALearnerAsFarAsItKnows() {
            OneServer learner = OneServer.of(S4, Groups.of("1 2 3 + 4")).silence();

            learner.receive(S1, new Message.PreVote(1, 0, 0));
            learner.receive(S1, new Message.RequestVote(1, 0, 0, false)).persist();

            assertThat(learner.only(Message.PreVoteReply.class).granted()).isTrue();
            assertThat(learner.only(RequestVoteReply.class).granted()).isTrue();
        }

        @Test
        void thoughTheOneThatAsksIsUnknown() {
            OneServer server = OneServer.of(S1, Groups.of("1 2 3")).silence();

            server.receive(S4, new Message.RequestVote(1, 0, 0, false)).persist();

            assertThat(server.only(RequestVoteReply.class).granted()).isTrue();
        }
    }

    @Test
    void aConfigurationHasAVoterAndNobodyIsBothVoterAndLearner() {
        assertThatThrownBy(() -> Groups.of("1 2 + 2")).hasMessageContaining("not a learner");
        assertThatThrownBy(() -> new Members(Members.NONE.voters(), TWO.voters(), TWO.learners()))
                .hasMessageContaining("at least one voter");
        assertThatThrownBy(() -> new Members(Members.NONE.voters(), TWO.outgoing(), TWO.voters()))
                .hasMessageContaining("at least one voter");
        assertThat(Groups.of("1 / 1 2 + 2").isVoter(S2)).as("outgoing and learner").isTrue();
    }
}
