package io.jangada.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Changes of the members, as the oracle sees them. Server 1 leads term 1. */
final class OneChangeTest {
    private static final ServerId ONE = new ServerId(1);
    private static final ServerId TWO = new ServerId(2);
    private static final ServerId THREE = new ServerId(3);
    private static final ServerId FOUR = new ServerId(4);
    private static final Payload COMMAND = new Payload(Payload.Kind.COMMAND, Bytes.utf8("a"));
    private static final Members PAIR = Members.of(ONE, TWO);

    private final Oracle oracle =
            new Oracle(List.of(ONE, TWO, THREE, FOUR), Members.of(ONE, TWO, THREE));
    private long committed;

    @BeforeEach
    void leadAndCommit() {
        for (ServerId id : List.of(ONE, TWO, THREE, FOUR)) {
            oracle.recovered(id, HardState.INITIAL, Entries.none(1), 0);
        }
        leads(ONE, 1);
        append(ONE, 1, null);
        append(TWO, 1, null);
        commit(1);
        assertThat(broken()).isNull();
    }

    private @Nullable String broken() {
        Violation violation = oracle.violation();
        return violation == null ? null : violation.invariant();
    }

    private void leads(ServerId id, long term) {
        oracle.stepped(
                id,
                status(id, Standing.LEADER, term, 0),
                new Input.HeartbeatDue(),
                List.of(),
                List.of());
    }

    private Status status(ServerId id, Standing standing, long term, long last) {
        long commit = id.equals(ONE) ? committed : 0;
        return new Status(id, standing, term, null, 1, 0, last, last, commit, 0);
    }

    /** Of a leader its own, of others the leader's; durable at once. */
    private void append(ServerId id, long index, @Nullable Members members) {
        Payload payload = members == null ? COMMAND : Payload.of(members);
        Entries entries = Entries.of(index, 1, Sizes.of(payload.size()));
        if (members != null) {
            entries = entries.with(new TreeMap<>(Map.of(index, members)));
        }
        boolean leads = id.equals(ONE);
        Input input =
                leads
                        ? new Input.HeartbeatDue()
                        : new Input.Receive(
                                ONE, new Message.AppendEntries(1, index - 1, 1, 0, entries));
        Status now = status(id, leads ? Standing.LEADER : Standing.FOLLOWER, 1, index);
        Output append = new Output.Append(index, entries, false, false);
        oracle.stepped(id, now, input, List.of(payload), List.of(append));
        oracle.stepped(id, now, new Input.LogPersisted(index), List.of(), List.of());
    }

    private void commit(long index) {
        committed = index;
        oracle.stepped(
                ONE,
                status(ONE, Standing.LEADER, 1, index),
                new Input.HeartbeatDue(),
                List.of(),
                List.of(new Output.Commit(index)));
    }

    private static SortedSet<ServerId> ids(ServerId... ids) {
        return new TreeSet<>(List.of(ids));
    }

    @Test
    void oneAfterTheOther() {
        append(ONE, 2, PAIR);
        append(TWO, 2, PAIR);
        commit(2);
        append(ONE, 3, Members.of(TWO));
        append(TWO, 3, Members.of(TWO));
        commit(3);
        assertThat(broken()).isNull();
        assertThat(oracle.members(THREE)).isEqualTo(Members.of(ONE, TWO, THREE));
        assertThat(oracle.members(TWO)).isEqualTo(Members.of(TWO));
        assertThat(oracle.isMember(TWO)).isTrue();
        assertThat(oracle.isMember(ONE)).isFalse();
    }

    @Test
    void i14WhileAnotherIsNotCommitted() {
        append(ONE, 2, PAIR);
        append(ONE, 3, Members.of(TWO));
        assertThat(broken()).isEqualTo("I14");
    }

    @Test
    void i14BeforeAnEntryOfTheTermIsCommitted() {
        oracle.crashed(ONE);
        oracle.recovered(ONE, HardState.INITIAL, Entries.of(1, 1, Sizes.of(1)), 2);
        committed = 0;
        leads(ONE, 1);
        append(ONE, 2, PAIR);
        assertThat(broken()).isEqualTo("I14");
    }

    @Test
    void i14WhereBothCanDecideApart() {
        append(ONE, 2, Members.of(ONE));
        assertThat(broken()).isEqualTo("I14");
    }

    @Test
    void i14ALeaderWithoutAVote() {
        append(FOUR, 1, null);
        leads(FOUR, 2);
        assertThat(broken()).isEqualTo("I14");
    }

    @Test
    void aLeaderThatLosesItsVoteByWhatIsNotCommitted() {
        append(THREE, 1, null);
        append(THREE, 2, PAIR);
        leads(THREE, 2);
        assertThat(broken()).isNull();
    }

    @Test
    void i8WhatOneHalfOfAJointConfigurationHas() {
        Members joint = new Members(ids(ONE, FOUR), ids(ONE, TWO, THREE), ids());
        append(ONE, 2, joint);
        append(TWO, 2, joint);
        commit(2);
        assertThat(broken()).isEqualTo("I8");
    }

    @Test
    void whatBothHalvesHave() {
        Members joint = new Members(ids(ONE, FOUR), ids(ONE, TWO, THREE), ids());
        for (ServerId id : List.of(ONE, TWO)) {
            append(id, 2, joint);
        }
        append(FOUR, 1, null);
        append(FOUR, 2, joint);
        commit(2);
        assertThat(broken()).isNull();
    }

    @Test
    void i8WhatALearnerHas() {
        Members learning = new Members(ids(ONE, TWO, THREE), ids(), ids(FOUR));
        append(ONE, 2, learning);
        append(FOUR, 1, null);
        append(FOUR, 2, learning);
        commit(2);
        assertThat(broken()).isEqualTo("I8");
    }
}
