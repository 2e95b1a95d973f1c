package io.jangada.raft;

import static io.jangada.raft.OneServer.S1;
import static io.jangada.raft.OneServer.S2;
import static io.jangada.raft.OneServer.S3;
import static io.jangada.raft.OneServer.S4;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Fleet.Letter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

@DisplayName(
        "Changes of the members with several servers: Raft thesis §4, and its correction of 2015")
class MembershipFleetTest {
    private final List<Output> outputs = new ArrayList<>();
    private final Fleet fleet = new Fleet((_, output) -> outputs.add(output));

    /** Those in {@code members} know it from the start; the others know of nobody. */
    private void servers(int count, String members) {
        Members first = Groups.of(members);
        for (int id = 1; id <= count; id++) {
            ServerId self = new ServerId(id);
            fleet.add(OneServer.of(self, first.all().contains(self) ? first : Members.NONE));
        }
    }

    private OneServer server(ServerId id) {
        return fleet.server(id);
    }

    private void settle(Predicate<Letter> which) {
        int delivered = 0;
        while (fleet.deliverOne(which, _ -> {})) {
            Check.that(++delivered < 10_000, "this never comes to rest");
        }
    }

    private void settle() {
        settle(_ -> true);
    }

    private static Predicate<Letter> among(ServerId... few) {
        List<ServerId> some = List.of(few);
        return letter -> some.contains(letter.from()) && some.contains(letter.to());
    }

    private void silence() {
        fleet.servers().stream()
                .map(OneServer::self)
                .filter(id -> !fleet.isDown(id))
                .forEach(id -> fleet.step(id, new Input.LeaderSilent()));
    }

    /** Everyone has been silent long enough, and {@code id} for longest. */
    private void elapse(ServerId id) {
        silence();
        fleet.step(id, new Input.ElectionElapsed());
    }

    private void change(ServerId leader, String next) {
        fleet.step(leader, new Input.ChangeMembers(7, server(leader).members(), Groups.of(next)));
    }

    private void lead(ServerId id, Predicate<Letter> which) {
        elapse(id);
        settle(which);
        assertThat(server(id).standing()).isEqualTo(Standing.LEADER);
    }

    /**
     * Bug 41 of the list. Server 1 adds 5, on these two alone; 2 is elected, and would take 1 away
     * and have that committed by itself and 3, two of three; then 1 is elected by 4 and 5, three of
     * five, that have none of it. But 2 may not begin before an entry of its term is committed, and
     * that takes one more of four.
     */
    @Test
    void noTwoConfigurationsWithMajoritiesThatDoNotMeetAreInUse() {
        ServerId five = new ServerId(5);
        servers(5, "1 2 3 4 + 5");
        lead(S1, _ -> true);
        fleet.step(S1, new Input.HeartbeatDue());
        settle();
        change(S1, "1 2 3 4 5");
        settle(among(S1, five));
        fleet.drop(_ -> true);

        lead(S2, among(S2, S3, S4).and(letter -> Transcript.isAboutVotes(letter.message())));
        settle(among(S2, S3));
        change(S2, "2 3 4 + 5");
        settle(among(S2, S3));
        fleet.drop(_ -> true);
        assertThat(server(S2).status().commitIndex()).as("two of four").isEqualTo(1);
        assertThat(outputs).contains(new Output.Refuse(7, Refusal.CHANGE_UNDER_WAY));

        fleet.crash(S1);
        fleet.restart(S1);
        elapse(S1);
        settle(among(S1, S4, five));
        lead(S1, among(S1, S4, five));
        assertThat(server(S1).status().commitIndex()).as("three of five").isEqualTo(3);
        fleet.step(S1, new Input.HeartbeatDue());
        settle();

        for (OneServer server : fleet.servers()) {
            assertThat(server.members()).isEqualTo(Groups.of("1 2 3 4 5"));
            assertThat(server.log()).isEqualTo(server(S1).log());
        }
    }

    /**
     * The entry that takes 1 away is only on 1, which alone can bring it to 2 (Raft thesis §4.2.2).
     */
    @Test
    void aServerThatIsNotInItsNewestConfigurationMayHaveToBeElected() {
        servers(2, "1 2");
        lead(S1, _ -> true);
        change(S1, "2");
        fleet.crash(S1);
        fleet.restart(S1);

        elapse(S2);
        settle();
        assertThat(server(S2).standing()).as("its log is too short").isNotEqualTo(Standing.LEADER);
        elapse(S1);
        settle();

        assertThat(server(S2).members()).isEqualTo(Groups.of("2"));
        assertThat(server(S2).standing()).as("told to campaign").isEqualTo(Standing.LEADER);
        assertThat(server(S1).standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(server(S2).status().commitIndex()).isEqualTo(server(S2).log().last());
        elapse(S1);
        settle();
        assertThat(server(S2).standing()).isEqualTo(Standing.LEADER);
    }

    @Test
    void aLeaderThatTakesItselfAwayLeavesAtOnceToAnother() {
        servers(3, "1 2 3");
        lead(S1, _ -> true);
        change(S1, "2 3");
        settle();

        assertThat(server(S1).standing()).isEqualTo(Standing.FOLLOWER);
        assertThat(server(S2).standing()).isEqualTo(Standing.LEADER);
        assertThat(server(S3).leader()).isEqualTo(S2);
        assertThat(server(S3).status().commitIndex()).isEqualTo(server(S2).log().last());
        assertThat(outputs).contains(new Output.ChangeEnded(7, true));
    }

    /** Raft thesis §4.2.3: it was down when it was removed, and does not know. */
    @Test
    void aServerThatWasRemovedDisturbsNobody() {
        servers(3, "1 2 3");
        lead(S1, _ -> true);
        fleet.isolate(S3);
        change(S1, "1 2");
        settle();
        fleet.heal();
        assertThat(server(S1).status().commitIndex()).isEqualTo(2);

        for (int i = 0; i < 3; i++) {
            fleet.step(S3, new Input.LeaderSilent());
            fleet.step(S3, new Input.ElectionElapsed());
            settle();
            fleet.step(S1, new Input.HeartbeatDue());
            settle();
        }
        assertThat(server(S3).standing()).isEqualTo(Standing.PRE_CANDIDATE);
        assertThat(server(S3).term()).isEqualTo(1);
        fleet.step(S2, new Input.Receive(S3, new Message.RequestVote(9, 9, 8, false)));
        fleet.step(S1, new Input.Receive(S3, new Message.RequestVote(9, 9, 8, false)));
        settle();

        assertThat(server(S1).standing()).isEqualTo(Standing.LEADER);
        assertThat(server(S1).term()).isEqualTo(1);
        assertThat(server(S2).term()).isEqualTo(1);
    }

    // Bug 44 of the list: who joins has no configuration of its own to begin with.
    @Test
    void aServerThatJoinsWithNothingIsBroughtUpAndPromoted() {
        servers(4, "1 2 3");
        lead(S1, _ -> true);
        fleet.step(S1, new Input.Propose(1, Sizes.of(5, 6, 7)));
        settle();
        assertThat(server(S4).members()).isEqualTo(Members.NONE);

        change(S1, "1 2 3 + 4*");
        settle();
        fleet.step(S1, new Input.HeartbeatDue());
        settle();

        for (OneServer server : fleet.servers()) {
            assertThat(server.members()).isEqualTo(Groups.of("1 2 3 4"));
            assertThat(server.status().commitIndex()).isEqualTo(6);
        }
        fleet.crash(S1);
        lead(S4, _ -> true);
    }

    @Test
    void aChangeOfSeveralGoesThroughAJointConfigurationAndOutOfIt() {
        servers(4, "1 2 + 3 4");
        lead(S1, _ -> true);
        fleet.step(S1, new Input.HeartbeatDue());
        settle();
        change(S1, "3 4 + 2");
        settle();

        assertThat(server(S3).members()).isEqualTo(Groups.of("3 4 + 2"));
        assertThat(server(S4).members()).isEqualTo(Groups.of("3 4 + 2"));
        assertThat(server(S2).members()).isEqualTo(Groups.of("3 4 + 2"));
        assertThat(server(S3).standing()).isEqualTo(Standing.LEADER);
        assertThat(outputs).contains(new Output.ChangeEnded(7, true));
        elapse(S2);
        settle();
        assertThat(server(S2).standing()).isEqualTo(Standing.FOLLOWER);
    }

    /** What only an old leader has is cut off, and everybody counts by the one before. */
    @Test
    void aChangeThatIsLostIsForgottenByAll() {
        servers(4, "1 2 3 + 4");
        lead(S1, _ -> true);
        fleet.step(S1, new Input.HeartbeatDue());
        settle();
        fleet.isolate(S1);
        change(S1, "1 2 3 4");
        assertThat(server(S1).members()).isEqualTo(Groups.of("1 2 3 4"));
        lead(S2, _ -> true);
        fleet.heal();
        fleet.step(S2, new Input.HeartbeatDue());
        settle();
        fleet.step(S2, new Input.Propose(1, Sizes.of(5)));
        settle();

        assertThat(server(S1).members()).isEqualTo(Groups.of("1 2 3 + 4"));
        assertThat(outputs)
                .contains(
                        new Output.ChangeEnded(7, false),
                        new Output.Reconfigured(Groups.of("1 2 3 + 4")));
        fleet.isolate(S2);
        fleet.isolate(S4);
        lead(S1, _ -> true);
    }

    /** Bug 10 of the list: 4 has a vote by the logs of the others, and does not know. */
    @Test
    void aLearnerThatIsAVoterElsewhereIsElectedBy() {
        Entries log =
                OneServer.entries(1, 1, 1).with(new TreeMap<>(Map.of(2L, Groups.of("1 2 3 4"))));
        HardState state = new HardState(1, null);
        Members before = Groups.of("1 2 3 + 4");
        for (ServerId id : List.of(S1, S2)) {
            fleet.add(OneServer.of(id, before, state, log));
        }
        fleet.add(OneServer.of(S3, before, state, log));
        fleet.add(OneServer.of(S4, before, state, OneServer.entries(1, 1)));
        fleet.crash(S3);

        lead(S1, _ -> true);

        assertThat(server(S1).status().commitIndex()).isEqualTo(3);
        assertThat(server(S4).members()).isEqualTo(Groups.of("1 2 3 4"));
    }
}
