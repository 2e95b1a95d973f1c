package io.jangada.raft;

import static io.jangada.raft.Changes.appended;
import static io.jangada.raft.Changes.change;
import static io.jangada.raft.Changes.leader;
import static io.jangada.raft.Changes.refusal;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message.AppendEntries;
import io.jangada.raft.Message.Heartbeat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.TreeSet;

@DisplayName("Which changes of the members a leader makes, and how: Raft thesis §4.1–4.3")
class MembershipPaperTest {
    @Nested
    class AChangeIsAnEntryOfTheLog {
        @Test
        void inEffectAtTheLeaderAsSoonAsItIsAppended() {
            OneServer leader = change(leader("1 2 3 + 4"), "1 2 3 4");

            Members next = Groups.of("1 2 3 4");
            assertThat(appended(leader)).containsExactly(next);
            assertThat(leader.members()).isEqualTo(next);
            assertThat(leader.outputs(Output.Reconfigured.class))
                    .containsExactly(new Output.Reconfigured(next));
            assertThat(leader.status().commitIndex()).isEqualTo(1);
            assertThat(leader.outputs(Output.ChangeEnded.class)).isEmpty();
        }

        @Test
        void asLongAsItsEncodingAndSentLikeAnyOther() {
            OneServer leader = change(leader("1 2 3 + 4"), "1 2 3 4");

            Members next = Groups.of("1 2 3 4");
            assertThat(leader.log().size(2)).isEqualTo(Codec.encode(next).size());
            assertThat(leader.last(S2, AppendEntries.class).entries().configurations())
                    .containsValue(next);
        }

        @Test
        void committedByAMajorityOfTheNewConfiguration() {
            OneServer leader = change(leader("1 2 3 + 4"), "1 2 3 4").persist();

            leader.acknowledge(S2, 2);
            assertThat(leader.status().commitIndex()).as("two of four").isEqualTo(1);
            leader.acknowledge(S4, 2);
            assertThat(leader.status().commitIndex()).as("three of four").isEqualTo(2);
        }

        @Test
        void committedByFewerWhereFewerAreLeft() {
            OneServer leader = change(leader("1 2"), "1");
            assertThat(leader.status().commitIndex()).as("not yet durable").isEqualTo(1);

            leader.persist();

            assertThat(leader.status().commitIndex()).isEqualTo(2);
        }

        @Test
        void whoseEndIsTold() {
            OneServer leader = change(leader("1 2 3 + 4"), "1 2 3 4").persist();
            leader.acknowledge(S2, 2);
            assertThat(leader.outputs(Output.ChangeEnded.class)).isEmpty();

            leader.acknowledge(S3, 2).acknowledge(S4, 2).step(new Input.HeartbeatDue());

            assertThat(leader.outputs(Output.ChangeEnded.class))
                    .containsExactly(new Output.ChangeEnded(7, true));
        }

        @Test
        void whoseEndIsUncertainToALeaderThatIsDeposed() {
            OneServer leader = change(leader("1 2 3 + 4"), "1 2 3 4").persist();

            leader.receive(S2, new Heartbeat(2, 0, 0, 1));

            assertThat(leader.outputs(Output.ChangeEnded.class))
                    .containsExactly(new Output.ChangeEnded(7, false));
            assertThat(leader.members()).as("still in its log").isEqualTo(Groups.of("1 2 3 4"));
        }

        @Test
        void thatMayAlsoChangeNothingButAddresses() {
            OneServer leader = leader("1 2 3");
            Members moved = Groups.at(leader.members(), Bytes.utf8("elsewhere"));

            leader.change(moved).persist().acknowledge(S2, 2);

            assertThat(leader.members()).isEqualTo(moved);
            assertThat(leader.outputs(Output.ChangeEnded.class))
                    .containsExactly(new Output.ChangeEnded(7, true));
        }
    }

    @Nested
    class IsRefused {
        // Bug 41 of the list; end to end in MembershipFleetTest.
        @Test
        void beforeTheLeaderHasCommittedAnEntryOfItsTerm() {
            OneServer leader = OneServer.of(3).lead().persist().forget();
            assertThat(refusal(change(leader, "1 2"))).isEqualTo(Refusal.CHANGE_UNDER_WAY);

            leader.acknowledge(S2, 1).forget();

            assertThat(appended(change(leader, "1 2"))).hasSize(1);
        }

        @Test
        void whileAnotherIsNotCommitted() {
            OneServer leader = change(leader("1 2 3 + 4"), "1 2 3 4").persist().forget();
            assertThat(refusal(change(leader, "1 2 4"))).isEqualTo(Refusal.CHANGE_UNDER_WAY);

            leader.acknowledge(S2, 2).acknowledge(S3, 2).forget();

            assertThat(appended(change(leader, "1 2 4"))).hasSize(1);
        }

        @Test
        void untilAJointConfigurationIsLeft() {
            OneServer leader = change(leader("1 2 3 + 4"), "1 2 4").persist();
            assertThat(refusal(change(leader.forget(), "1 2"))).isEqualTo(Refusal.CHANGE_UNDER_WAY);
            leader.acknowledge(S2, 2);
            assertThat(leader.members()).as("left, not committed").isEqualTo(Groups.of("1 2 4"));
            leader.persist().forget();
            assertThat(refusal(change(leader, "1 2"))).isEqualTo(Refusal.CHANGE_UNDER_WAY);
            leader.acknowledge(S2, 3).forget();

            assertThat(appended(change(leader, "1 2"))).hasSize(1);
        }

        // Bug 45 of the list: two who change what both have read.
        @Test
        void whereSomethingElseIsExpected() {
            OneServer leader = leader("1 2 3");

            leader.step(new Input.ChangeMembers(8, Groups.of("1 2 3 4"), Groups.of("1 2")));

            assertThat(refusal(leader)).isEqualTo(Refusal.CONFIGURATION_CHANGED);
        }

        @Test
        void whereOnlyTheAddressesAreNotTheExpected() {
            OneServer leader = leader("1 2 3");
            Members expected = Groups.at(leader.members(), Bytes.utf8("elsewhere"));

            leader.step(new Input.ChangeMembers(8, expected, Groups.of("1 2")));

            assertThat(refusal(leader)).isEqualTo(Refusal.CONFIGURATION_CHANGED);
        }

        @Test
        void whileLeadershipIsHandedOver() {
            OneServer leader = leader("1 2 3").step(new Input.Transfer(9, S2)).forget();

            assertThat(refusal(change(leader, "1 2"))).isEqualTo(Refusal.TRANSFERRING);
        }

        @Test
        void byWhoDoesNotLead() {
            OneServer follower = OneServer.of(3).follow(S2, 1);
            assertThat(refusal(change(follower, "1 2"))).isEqualTo(Refusal.NOT_LEADER);

            OneServer candidate = OneServer.of(3).campaign().forget();
            assertThat(refusal(change(candidate, "1 2"))).isEqualTo(Refusal.NOT_LEADER);
        }

        @Test
        void whereTheNextOneIsJointOrOfNobody() {
            assertThat(refusal(change(leader("1 2 3"), "1 2 / 1 2 3")))
                    .isEqualTo(Refusal.BAD_CONFIGURATION);
            assertThat(refusal(leader("1 2 3").change(Members.NONE)))
                    .isEqualTo(Refusal.BAD_CONFIGURATION);
        }

        @Test
        void whereTheNextOneHasTooManyServers() {
            assertThat(refusal(leader("1").change(learners(64))))
                    .isEqualTo(Refusal.BAD_CONFIGURATION);
            assertThat(appended(leader("1").change(learners(63)))).hasSize(1);
        }

        private static Members learners(int count) {
            TreeSet<ServerId> learners = new TreeSet<>();
            for (int i = 0; i < count; i++) {
                learners.add(new ServerId(2 + i));
            }
            return new Members(Groups.of("1").voters(), new TreeSet<>(), learners);
        }

        @Test
        void whereTheAddressesAreTooLong() {
            Members one = Groups.of("1");
            Bytes most = Bytes.owned(new byte[1 << 16]);
            Bytes more = Bytes.owned(new byte[(1 << 16) + 1]);

            assertThat(appended(leader("1").change(Groups.at(one, most)))).hasSize(1);
            assertThat(refusal(leader("1").change(Groups.at(one, more))))
                    .isEqualTo(Refusal.BAD_CONFIGURATION);
        }
    }

    @Nested
    class OneVoteMoreOrLessIsGivenAtOnce {
        private static Members way(String from, String next) {
            List<Members> appended = appended(change(leader(from), next));
            assertThat(appended).hasSize(1);
            return appended.getFirst();
        }

        @Test
        void oneMoreOrOneLess() {
            assertThat(way("1 2 3 + 4", "1 2 3 4")).isEqualTo(Groups.of("1 2 3 4"));
            assertThat(way("1 2 3", "1 2")).isEqualTo(Groups.of("1 2"));
            assertThat(way("1 2 3", "1 2 + 3")).isEqualTo(Groups.of("1 2 + 3"));
            assertThat(way("1 2 3", "2 3")).isEqualTo(Groups.of("2 3"));
        }

        @Test
        void learnersAreNoVotes() {
            assertThat(way("1 + 2 3", "1 + 4 5*")).isEqualTo(Groups.of("1 + 4 5*"));
        }

        @Test
        void whoIsPromotedIsWhereItWas() {
            Members before = Groups.at(Groups.of("1 2 + 3* 4* 5"), Bytes.utf8("x"));

            assertThat(before.promote(S3))
                    .isEqualTo(Groups.at(Groups.of("1 2 3 + 4* 5"), Bytes.utf8("x")));
        }

        @Test
        void moreThanOneGoThroughAJointConfiguration() {
            assertThat(way("1 2 3 + 4", "1 2 4")).isEqualTo(Groups.of("1 2 4 / 1 2 3"));
            assertThat(way("1 + 2 3", "1 2 3")).isEqualTo(Groups.of("1 2 3 / 1"));
            assertThat(way("1 2 3", "1")).isEqualTo(Groups.of("1 / 1 2 3"));
        }

        @Test
        void aJointOneHasTheNextLearnersAndAddressesAlready() {
            OneServer leader = leader("1 2 3 + 4");
            Members next = Groups.at(Groups.of("1 2 4 + 3 5*"), Bytes.utf8("x"));

            leader.change(next);

            assertThat(leader.members())
                    .isEqualTo(Groups.at(Groups.of("1 2 4 / 1 2 3 + 3 5*"), Bytes.utf8("x")));
            assertThat(leader.members().left()).isEqualTo(next);
        }

        /** The reason: every majority of the one shares a server with every one of the other. */
        @Test
        void everyStepThatIsMadeAtOnceKeepsTwoMajoritiesFromBeingApart() {
            for (int from = 1; from < 32; from++) {
                for (int to = 1; to < 32; to++) {
                    Members here = voters(from);
                    Members next = voters(to);
                    Members step = here.toward(next);
                    assertThat(step.isJoint()).isEqualTo(Integer.bitCount(from ^ to) > 1);
                    assertThat(step.isJoint() || meet(from, to)).isTrue();
                    assertThat(step.left()).isEqualTo(next);
                }
            }
        }

        private static boolean meet(int one, int other) {
            for (int a = 1; a < 32; a++) {
                for (int b = 1; b < 32; b++) {
                    if ((a & b) == 0 && isMajority(a, one) && isMajority(b, other)) {
                        return false;
                    }
                }
            }
            return true;
        }

        private static boolean isMajority(int some, int all) {
            return 2 * Integer.bitCount(some & all) > Integer.bitCount(all);
        }

        private static Members voters(int bits) {
            TreeSet<ServerId> voters = new TreeSet<>();
            for (int i = 0; i < 5; i++) {
                if ((bits >> i & 1) == 1) {
                    voters.add(new ServerId(i + 1));
                }
            }
            return new Members(voters, new TreeSet<>(), new TreeSet<>());
        }
    }
}
