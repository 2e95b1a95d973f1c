package io.jangada.sim.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Output;
import io.jangada.raft.Probes;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Start;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

final class ReignsTest {
    private static final ServerId ONE = new ServerId(1);
    private static final ServerId TWO = new ServerId(2);

    private final Reigns reigns = new Reigns();
    private final Raft any =
            new Raft(
                    Start.of(ONE, Members.of(ONE, TWO), HardState.INITIAL, Entries.none(1), 1, 0),
                    Play.CORE,
                    (min, _) -> min,
                    Probes.NONE);

    private void steps(long now, ServerId id, Output output) {
        Input input = new Input.Tick(now);
        reigns.stepping(id, now, any, input);
        reigns.stepped(id, any, input, List.of(output));
    }

    private static Output is(Standing standing, long term) {
        return new Output.Changed(standing, term, null);
    }

    @Test
    void aReignEndsWithTheRoleTheTermOrTheProcess() {
        steps(10, ONE, is(Standing.LEADER, 1));
        steps(20, ONE, is(Standing.FOLLOWER, 1));
        steps(30, ONE, is(Standing.LEADER, 2));
        steps(40, TWO, is(Standing.LEADER, 3));
        reigns.crashed(ONE, 50);
        assertThat(reigns.all())
                .containsExactly(
                        new Reigns.Reign(ONE, 1, 10, 20),
                        new Reigns.Reign(ONE, 2, 30, 50),
                        new Reigns.Reign(TWO, 3, 40, Long.MAX_VALUE));
        assertThat(reigns.at(9)).isNull();
        assertThat(reigns.at(25)).isNull();
        Reigns.Reign second = Objects.requireNonNull(reigns.at(39));
        assertThat(second).isEqualTo(new Reigns.Reign(ONE, 2, 30, 50));
        assertThat(reigns.at(45)).isEqualTo(new Reigns.Reign(TWO, 3, 40, Long.MAX_VALUE));
        assertThat(reigns.after(second, 31)).isEqualTo(reigns.at(45));
        assertThat(reigns.after(second, 41)).isNull();
        assertThat(reigns.termAt(29)).isEqualTo(1);
        assertThat(reigns.termAt(40)).isEqualTo(3);
    }

    @Test
    void whoServesAfterALaterLeaderHasServedIsNoticed() {
        steps(10, ONE, is(Standing.LEADER, 1));
        steps(20, TWO, is(Standing.LEADER, 2));
        steps(30, ONE, new Output.Commit(1));
        assertThat(reigns.servedLate()).as("the later one has not served yet").isZero();
        steps(40, TWO, new Output.ReadReady(1, 1));
        steps(50, TWO, new Output.Commit(2));
        assertThat(reigns.servedLate()).isZero();
        steps(60, ONE, new Output.Commit(2));
        assertThat(reigns.servedLate()).isOne();
    }
}
