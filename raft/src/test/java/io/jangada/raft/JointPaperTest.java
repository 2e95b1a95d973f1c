package io.jangada.raft;

import static io.jangada.raft.Changes.acknowledged;
import static io.jangada.raft.Changes.appended;
import static io.jangada.raft.Changes.at;
import static io.jangada.raft.Changes.commit;
import static io.jangada.raft.Changes.confirm;
import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;
import static io.jangada.raft.OneServer.S5;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.Heartbeat;
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

@DisplayName("Who is counted: Raft thesis §4.2.1, §4.2.2, §4.3")
class JointPaperTest {
    private static final Message FORWARD = new Message.Forward(1, Sizes.of(1));

    private static final Members JOINT = Groups.of("1 4 5 / 1 2 3");

    private static OneServer leader(String members) {
        return OneServer.of(S1, Groups.of(members)).leadAndCommit();
    }

    /**
     * Through 1 2 3 with the learners 4 and 5 to 1 4 5; entry 2, durable at the leader, is joint.
     */
    private static OneServer joint() {
        OneServer leader = leader("1 2 3 + 4 5");
        acknowledged(leader, 1, S4, S5, S4, S5).change(Groups.of("1 4 5")).persist();
        assertThat(leader.members()).isEqualTo(JOINT);
        return leader.forget();
    }

    /** S1 in term 1 with a joint configuration as entry 2 of its log. */
    private static OneServer inherited() {
        Entries log = OneServer.entries(1, 1, 1).with(new TreeMap<>(Map.of(2L, JOINT)));
        return OneServer.of(S1, Groups.of("1 2 3 + 4 5"), new HardState(1, null), log);
    }

    @Nested
    class AJointConfiguration {
        @Test
        void commitsByBothMajoritiesEachForItself() {
            assertThat(commit(acknowledged(joint(), 2, S4, S5))).as("not the old one").isOne();
            assertThat(commit(acknowledged(joint(), 2, S2, S3))).as("not the new one").isOne();
            assertThat(commit(acknowledged(joint(), 2, S2, S4))).as("both").isEqualTo(2);
        }

        @Test
        void electsByBothMajoritiesEachForItself() {
            assertThat(elected(S4, S5)).isFalse();
            assertThat(elected(S2, S3)).isFalse();
            assertThat(elected(S3, S5)).isTrue();
        }

        private static boolean elected(ServerId... voters) {
            OneServer server = inherited().timeOut();
            for (ServerId voter : voters) {
                server.receive(voter, new PreVoteReply(2, true));
            }
            boolean promised = server.standing() == Standing.CANDIDATE;
            server = inherited().campaign();
            for (ServerId voter : voters) {
                server.receive(voter, new RequestVoteReply(2, true));
            }
            assertThat(server.standing() == Standing.LEADER).isEqualTo(promised);
            return promised;
        }

        // Bug 56 of the list.
        @Test
        void confirmsReadsByBothMajoritiesEachForItself() {
            assertThat(isServed(S4, S5)).isFalse();
            assertThat(isServed(S2, S3)).isFalse();
            assertThat(isServed(S2, S5)).isTrue();
        }

        private static boolean isServed(ServerId... peers) {
            OneServer leader = joint().step(new Input.Read(9));
            confirm(leader, leader.last(S2, Heartbeat.class).round(), peers);
            return !leader.outputs(Output.ReadReady.class).isEmpty();
        }

        @Test
        void isHeardByBothMajoritiesEachForItself() {
            assertThat(leadsOn(S4, S5)).isFalse();
            assertThat(leadsOn(S2, S3)).isFalse();
            assertThat(leadsOn(S3, S4)).isTrue();
        }

        private static boolean leadsOn(ServerId... heard) {
            OneServer leader = at(joint(), 0);
            confirm(at(leader, 900), 0, heard);
            return at(leader, 1800).standing() == Standing.LEADER;
        }

        @Test
        void isLeftByItselfOnceWhenItIsCommitted() {
            OneServer leader = joint();
            at(leader, 0).acknowledge(S4, 2).acknowledge(S5, 2);
            assertThat(appended(leader)).as("not before").isEmpty();

            leader.acknowledge(S2, 2);
            leader.acknowledge(S3, 2).step(new Input.HeartbeatDue()).persist();

            assertThat(appended(leader)).containsExactly(Groups.of("1 4 5"));
            assertThat(leader.members()).as("at once").isEqualTo(Groups.of("1 4 5"));
            assertThat(leader.outputs(Output.ChangeEnded.class)).as("not committed").isEmpty();
            assertThat(commit(acknowledged(leader, 3, S2, S3))).as("nobody there").isEqualTo(2);

            leader.acknowledge(S4, 3).step(new Input.HeartbeatDue());

            assertThat(commit(leader)).isEqualTo(3);
            assertThat(appended(leader)).hasSize(1);
            assertThat(leader.outputs(Output.ChangeEnded.class))
                    .containsExactly(new Output.ChangeEnded(7, true));
        }

        // Bug 46 of the list.
        @Test
        void isLeftOnceByALeaderThatFoundItInItsLog() {
            OneServer leader = inherited().lead().persist();
            assertThat(acknowledged(leader, 2, S2, S4).members()).isEqualTo(JOINT);
            assertThat(appended(leader)).as("nothing of its term is committed").isEmpty();

            acknowledged(leader, 3, S2, S4, S3, S5).step(new Input.HeartbeatDue());

            assertThat(appended(leader)).containsExactly(Groups.of("1 4 5"));
        }

        @Test
        void thatIsKnownToBeCommittedWaitsForTheNewLeadersTermAllTheSame() {
            OneServer leader = inherited().follow(S2, 1);
            leader.receive(S2, new AppendEntries(1, 2, 1, 2, Entries.none(3)));
            assertThat(commit(leader)).isEqualTo(2);

            leader.lead().persist().step(new Input.HeartbeatDue());
            assertThat(appended(leader)).isEmpty();
            acknowledged(leader, 3, S2, S4);

            assertThat(appended(leader)).containsExactly(Groups.of("1 4 5"));
        }

        @Test
        void isLeftWhileLeadershipIsHandedOver() {
            OneServer leader = joint().step(new Input.Transfer(9, S4));

            acknowledged(leader, 2, S2, S4);

            assertThat(leader.members()).isEqualTo(Groups.of("1 4 5"));
        }

        @Test
        void countsWhoLosesItsVoteUntilItIsLeft() {
            OneServer leader = leader("1 2 3").change(Groups.of("1 + 2 3")).persist();
            assertThat(leader.members()).isEqualTo(Groups.of("1 / 1 2 3 + 2 3"));
            assertThat(commit(leader)).as("1 of 1, but 1 of 3").isOne();

            leader.acknowledge(S3, 2);
            assertThat(commit(leader)).isEqualTo(2);
            leader.persist();

            assertThat(leader.members()).isEqualTo(Groups.of("1 + 2 3"));
            assertThat(commit(leader)).as("alone").isEqualTo(3);
            assertThat(leader.sentTo(S2, AppendEntries.class)).isNotEmpty();
        }
    }

    @Nested
    class Learners {
        @Test
        void getTheLogAndCountForNoCommit() {
            OneServer leader = leader("1 2 3 + 4 5").propose(1).persist();
            assertThat(leader.last(S4, AppendEntries.class).entries().last()).isEqualTo(2);

            acknowledged(leader, 2, S4, S5);
            assertThat(commit(leader)).isEqualTo(1);
            leader.acknowledge(S2, 2);

            assertThat(commit(leader)).isEqualTo(2);
            assertThat(leader.last(S4, AppendEntries.class).leaderCommit()).isEqualTo(2);
        }

        @Test
        void countForNoElection() {
            OneServer server = OneServer.of(S1, Groups.of("1 2 3 + 4 5")).timeOut();
            server.receive(S4, new PreVoteReply(1, true)).receive(S5, new PreVoteReply(1, true));
            assertThat(server.standing()).isEqualTo(Standing.PRE_CANDIDATE);

            server.receive(S2, new PreVoteReply(1, true)).persist();
            server.receive(S4, new RequestVoteReply(1, true));
            server.receive(S5, new RequestVoteReply(1, true));

            assertThat(server.standing()).isEqualTo(Standing.CANDIDATE);
        }

        // Bug 49 of the list.
        @Test
        void countForNoRead() {
            OneServer leader = leader("1 2 3 + 4 5").step(new Input.Read(9));
            long round = leader.last(S4, Heartbeat.class).round();
            confirm(leader, round, S4, S5);
            assertThat(leader.outputs(Output.ReadReady.class)).isEmpty();

            confirm(leader, round, S2);

            assertThat(leader.outputs(Output.ReadReady.class)).hasSize(1);
        }

        @Test
        void areNotHeard() {
            OneServer leader = at(leader("1 2 3 + 4 5"), 0);

            confirm(at(leader, 900), 0, S4, S5);

            assertThat(at(leader, 1800).standing()).isEqualTo(Standing.FOLLOWER);
        }

        @Test
        void doNotCampaign() {
            OneServer learner = OneServer.of(S4, Groups.of("1 2 3 + 4*")).follow(S1, 1);

            learner.timeOut().receive(S1, new TimeoutNow(1)).persist();

            assertThat(learner.sent(PreVote.class)).isEmpty();
            assertThat(learner.sent(RequestVote.class)).isEmpty();
        }

        @Test
        void mayRead() {
            OneServer leader = leader("1 2 3 + 4").receive(S4, new Message.ReadIndex(1, 5));

            confirm(leader, leader.last(S2, Heartbeat.class).round(), S2);

            assertThat(leader.sentTo(S4, Message.ReadIndexReply.class)).hasSize(1);
        }
    }

    @Nested
    class ALeaderThatIsRemoved {
        private static OneServer removed() {
            return leader("1 2 3").change(Groups.of("2 3")).persist().forget();
        }

        // Bug 18 of the list.
        @Test
        void doesNotCountItself() {
            OneServer leader = removed();

            assertThat(commit(leader.acknowledge(S2, 2))).as("one of 2 and 3").isOne();
            assertThat(commit(leader.acknowledge(S3, 2))).isEqualTo(2);
        }

        @Test
        void leadsOnUntilThatIsCommitted() {
            OneServer leader = removed().acknowledge(S2, 2).forget();
            leader.step(new Input.HeartbeatDue());

            assertThat(leader.standing()).isEqualTo(Standing.LEADER);
            assertThat(leader.sentTo(S2, Heartbeat.class)).hasSize(1);
            assertThat(leader.sentTo(S3, Heartbeat.class)).hasSize(1);
            assertThat(leader.sent(TimeoutNow.class)).isEmpty();
        }

        @Test
        void doesNotConfirmItsOwnReads() {
            OneServer leader = removed().step(new Input.Read(9));
            long round = leader.last(S2, Heartbeat.class).round();
            confirm(leader, round, S2);
            assertThat(leader.outputs(Output.ReadReady.class)).as("one of 2 and 3").isEmpty();

            confirm(leader, round, S3);

            assertThat(leader.outputs(Output.ReadReady.class)).hasSize(1);
        }

        @Test
        void doesNotHearItself() {
            OneServer leader = at(leader("1 2"), 0).change(Groups.of("2")).persist();
            confirm(leader, 0, S2);

            assertThat(at(leader, 999).standing()).isEqualTo(Standing.LEADER);
            assertThat(at(leader, 1000).standing()).isEqualTo(Standing.FOLLOWER);
        }

        @Test
        void stepsDownThenAndTellsTheClosestToCampaign() {
            OneServer leader = leader("1 2 3 4").change(Groups.of("2 3 4")).persist();
            leader.acknowledge(S3, 2).forget();
            leader.acknowledge(S4, 2);

            assertThat(leader.standing()).isEqualTo(Standing.FOLLOWER);
            assertThat(leader.leader()).isNull();
            assertThat(leader.term()).isEqualTo(1);
            assertThat(leader.sentTo(S3, TimeoutNow.class)).containsExactly(new TimeoutNow(1));
            assertThat(leader.sent(TimeoutNow.class)).hasSize(1);
            assertThat(leader.outputs(Output.ChangeEnded.class))
                    .containsExactly(new Output.ChangeEnded(7, true));
        }

        @Test
        void takesNothingInOfItsOwnSinceItWillNotHearOfIt() {
            OneServer leader = removed().forget().propose(1);

            assertThat(leader.outputs(Output.Refuse.class))
                    .containsExactly(new Output.Refuse(1, Refusal.TRANSFERRING));
        }

        @Test
        void takesNothingInOfOthersSoThatItsLogEndsWhereTheClosestOnesDoes() {
            OneServer leader = removed();

            leader.receive(S2, FORWARD).persist();

            assertThat(leader.log().last()).isEqualTo(2);
        }

        @Test
        void tellsNobodyWithoutAVoteToCampaign() {
            OneServer leader = leader("1 2 3 + 4").change(Groups.of("2 3 + 4")).propose(1);
            leader.persist().acknowledge(S4, 3).acknowledge(S2, 2).acknowledge(S3, 2);

            assertThat(leader.sent(TimeoutNow.class)).hasSize(1);
            assertThat(leader.sentTo(S2, TimeoutNow.class)).hasSize(1);
        }

        // Who knows that it was removed need not listen to it any more.
        @Test
        void leavesItToItsSuccessorToTellOfTheCommit() {
            OneServer leader = removed();

            acknowledged(leader, 2, S2, S3);

            assertThat(leader.sent(TimeoutNow.class)).hasSize(1);
            assertThat(leader.sent(AppendEntries.class))
                    .allMatch(append -> append.leaderCommit() < 2);
        }

        @Test
        void tellsOfTheCommitOfWhatCameBefore() {
            OneServer leader = leader("1 2 3").propose(1).persist().change(Groups.of("2 3"));
            leader.persist().forget();

            acknowledged(leader, 2, S2, S3);

            assertThat(commit(leader)).isEqualTo(2);
            assertThat(leader.standing()).isEqualTo(Standing.LEADER);
            assertThat(leader.last(S3, AppendEntries.class).leaderCommit()).isEqualTo(2);
        }

        @Test
        void isNeverElectedAgain() {
            OneServer server = acknowledged(removed(), 2, S2, S3).forget();

            server.timeOut().receive(S2, new TimeoutNow(1)).persist();

            assertThat(server.sent(PreVote.class)).isEmpty();
            assertThat(server.sent(RequestVote.class)).isEmpty();
        }

        @Test
        void alsoGoesWhereItIsALearnerThen() {
            OneServer leader = leader("1 2 3").change(Groups.of("2 3 + 1")).persist();
            assertThat(commit(leader.acknowledge(S2, 2))).isOne();

            leader.acknowledge(S3, 2);

            assertThat(leader.standing()).isEqualTo(Standing.FOLLOWER);
            assertThat(leader.sent(TimeoutNow.class)).hasSize(1);
        }

        @Test
        void byAJointConfigurationLeadsUntilThatIsLeft() {
            OneServer leader = leader("1 2 3 + 4");
            acknowledged(leader, 1, S4, S4).change(Groups.of("2 3 4")).persist();
            assertThat(commit(leader.acknowledge(S2, 2))).as("1, 2 and 2").isOne();
            acknowledged(leader, 2, S3).persist();
            assertThat(leader.standing()).isEqualTo(Standing.LEADER);
            assertThat(leader.members()).isEqualTo(Groups.of("2 3 4"));
            assertThat(commit(leader.acknowledge(S2, 3))).isEqualTo(2);

            leader.acknowledge(S4, 3);

            assertThat(commit(leader)).isEqualTo(3);
            assertThat(leader.standing()).isEqualTo(Standing.FOLLOWER);
        }
    }
}
