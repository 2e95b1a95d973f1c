package io.jangada.raft;

import static io.jangada.raft.Changes.appended;
import static io.jangada.raft.Changes.at;
import static io.jangada.raft.Changes.change;
import static io.jangada.raft.Changes.leader;
import static io.jangada.raft.Changes.refusal;
import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;
import static io.jangada.raft.OneServer.S5;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.HeartbeatReply;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Who gets a vote has caught up as a learner: Raft thesis §4.2.1")
class CatchingUpPaperTest {

    @Nested
    class WhoGetsAVoteHasCaughtUpBefore {
        /** Learner 4 of a leader whose clock shows 0 has not answered yet. */
        private static OneServer withLearner() {
            OneServer leader = at(OneServer.of(S1, Groups.of("1 2 3 + 4")), 0);
            leader.lead().persist().acknowledge(S2, 1);
            return leader.forget();
        }

        private static void isRefused(OneServer leader) {
            assertThat(refusal(change(leader.forget(), "1 2 3 4")))
                    .isEqualTo(Refusal.NOT_CAUGHT_UP);
        }

        private static void isTaken(OneServer leader) {
            assertThat(appended(change(leader.forget(), "1 2 3 4"))).hasSize(1);
        }

        @Test
        void soNobodyUnknownDoes() {
            isRefused(leader("1 2 3"));
        }

        @Test
        void norALearnerThatNeverAnswered() {
            isRefused(withLearner());
        }

        @Test
        void norOneWhoseFirstRoundHasOnlyBegun() {
            isRefused(withLearner().acknowledge(S4, 0));
        }

        @Test
        void butOneWhoseRoundWasShort() {
            OneServer leader = withLearner().acknowledge(S4, 0);
            at(leader, 999).acknowledge(S2, 1).acknowledge(S4, 1);

            isTaken(leader);
        }

        @Test
        void notOneWhoseRoundTookAnElectionTimeout() {
            OneServer leader = withLearner().acknowledge(S4, 0);
            at(leader, 600).acknowledge(S2, 1);
            at(leader, 1000).acknowledge(S4, 1);

            isRefused(leader);
        }

        @Test
        void butOneWhoseNextRoundWasShortAgain() {
            OneServer leader = withLearner().acknowledge(S4, 0);
            at(leader, 600).acknowledge(S2, 1);
            at(leader, 1000).acknowledge(S4, 1);
            at(leader, 1100).acknowledge(S4, 1);

            isTaken(leader);
        }

        @Test
        void aRoundIsForWhatTheLogHadWhenItBegan() {
            OneServer leader = withLearner().acknowledge(S4, 0);
            leader.propose(1).persist().acknowledge(S2, 2).acknowledge(S4, 1);
            isTaken(leader);

            leader = withLearner().propose(1).persist().acknowledge(S2, 2).acknowledge(S4, 0);
            leader.acknowledge(S4, 1);
            isRefused(leader);
        }

        @Test
        void notOneThatIsInALongRoundNow() {
            OneServer leader = withLearner().acknowledge(S4, 1).acknowledge(S4, 1);
            leader.propose(1).persist().acknowledge(S2, 2).acknowledge(S4, 1);
            at(leader, 999).acknowledge(S2, 2).acknowledge(S3, 2);
            at(leader, 1000);

            isRefused(leader);
        }

        @Test
        void notOneThatIsSilentSinceItHadEverything() {
            OneServer leader = withLearner().acknowledge(S4, 1).acknowledge(S4, 1);
            at(leader, 600).acknowledge(S2, 1).acknowledge(S3, 1);
            leader.propose(1).persist().acknowledge(S2, 2);
            at(leader, 1000);

            isRefused(leader);
        }

        @Test
        void anIdleLearnerThatAnswersHeartbeatsStaysCaughtUp() {
            OneServer leader = withLearner().acknowledge(S4, 1).acknowledge(S4, 1);
            for (int now = 100; now <= 3000; now += 100) {
                at(leader, now).receive(S2, new HeartbeatReply(1, 0, 1));
                leader.receive(S4, new HeartbeatReply(1, 0, 1));
            }

            assertThat(leader.raft().peers().getLast().caughtUp()).isTrue();
            isTaken(leader);
        }

        @Test
        void whoHasAVoteNeedsNotCatchUp() {
            assertThat(appended(change(leader("1 2 3 + 4"), "1 2"))).hasSize(1);
            assertThat(appended(change(leader("1 2 3"), "1 2 3"))).hasSize(1);
        }

        @Test
        void whoLostItsVoteHasToCatchUpLikeAnyOther() {
            OneServer leader = change(leader("1 2 3"), "1 2 + 3").persist();
            leader.acknowledge(S2, 2).forget();
            assertThat(refusal(change(leader, "1 2 3"))).isEqualTo(Refusal.NOT_CAUGHT_UP);

            leader.acknowledge(S3, 2).acknowledge(S3, 2).forget();

            assertThat(appended(change(leader, "1 2 3"))).hasSize(1);
        }
    }

    @Nested
    class WhoIsJoining {
        private static OneServer withJoining() {
            OneServer leader = OneServer.of(S1, Groups.of("1 2 3 + 4* 5*")).lead().persist();
            return leader.acknowledge(S2, 1).forget();
        }

        @Test
        void getsItsVoteWhenItHasCaughtUpAndNotBefore() {
            OneServer leader = withJoining().acknowledge(S4, 0);
            assertThat(appended(leader)).isEmpty();

            leader.acknowledge(S4, 1);

            assertThat(appended(leader)).containsExactly(Groups.of("1 2 3 4 + 5*"));
            assertThat(leader.members()).isEqualTo(Groups.of("1 2 3 4 + 5*"));
        }

        @Test
        void waitsUntilTheOneBeforeIsCommitted() {
            OneServer leader = withJoining().acknowledge(S4, 0).acknowledge(S5, 0);
            leader.acknowledge(S5, 1).acknowledge(S4, 1).persist();
            assertThat(appended(leader)).containsExactly(Groups.of("1 2 3 5 + 4*"));

            leader.acknowledge(S2, 2);
            assertThat(appended(leader)).as("two of four").hasSize(1);
            leader.acknowledge(S3, 2);

            assertThat(appended(leader)).hasSize(2).contains(Groups.of("1 2 3 4 5"));
        }

        @Test
        void waitsUntilTheLeaderHasCommittedAnEntryOfItsTerm() {
            OneServer leader = OneServer.of(S1, Groups.of("1 2 3 + 4*")).lead().persist();
            leader.forget().acknowledge(S4, 1).acknowledge(S4, 1);
            assertThat(appended(leader)).isEmpty();

            leader.acknowledge(S2, 1);

            assertThat(appended(leader)).containsExactly(Groups.of("1 2 3 4"));
        }

        @Test
        void waitsWhileLeadershipIsHandedOver() {
            OneServer leader = withJoining().step(new Input.Transfer(9, S2)).forget();
            leader.acknowledge(S4, 1).acknowledge(S4, 1);
            assertThat(appended(leader)).isEmpty();

            leader.step(new Input.ElectionElapsed());

            assertThat(leader.standing()).isEqualTo(Standing.LEADER);
            assertThat(appended(leader)).containsExactly(Groups.of("1 2 3 4 + 5*"));
        }

        @Test
        void isTakenInByOneChangeAndPromotedBehindItsEnd() {
            OneServer leader = change(leader("1 2 3"), "1 2 3 + 4*").persist();
            leader.acknowledge(S2, 2).acknowledge(S4, 0).acknowledge(S4, 2).persist();
            leader.acknowledge(S2, 3).acknowledge(S3, 3);

            assertThat(leader.outputs(Output.ChangeEnded.class))
                    .containsExactly(new Output.ChangeEnded(7, true));
            assertThat(leader.members()).isEqualTo(Groups.of("1 2 3 4"));
            assertThat(leader.status().commitIndex()).isEqualTo(3);
        }

        @Test
        void isOneAtATimeThoughSeveralHaveCaughtUp() {
            OneServer leader = OneServer.of(S1, Groups.of("1 2 3 + 4* 5*")).lead().persist();
            leader.acknowledge(S4, 1).acknowledge(S5, 1).acknowledge(S4, 1).acknowledge(S5, 1);
            leader.forget().acknowledge(S2, 1);

            assertThat(appended(leader)).containsExactly(Groups.of("1 2 3 4 + 5*"));
        }

        @Test
        void isNotAPlainLearnerBesideIt() {
            OneServer leader = OneServer.of(S1, Groups.of("1 2 3 + 4 5*")).lead().persist();
            leader.acknowledge(S2, 1).forget().acknowledge(S4, 1).acknowledge(S4, 1);

            assertThat(appended(leader)).isEmpty();
        }

        @Test
        void aPlainLearnerIsNotPromoted() {
            OneServer leader = leader("1 2 3 + 4");

            leader.acknowledge(S4, 1).step(new Input.HeartbeatDue());

            assertThat(appended(leader)).isEmpty();
        }
    }
}
