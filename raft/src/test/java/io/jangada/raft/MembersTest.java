package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MembersTest {
    private static final ServerId ONE = new ServerId(1);
    private static final ServerId TWO = new ServerId(2);
    private static final ServerId THREE = new ServerId(3);
    private static final Members TWO_VOTERS = Members.of(ONE, TWO).at(Bytes.utf8("here"));

    @Test
    void aLearnerStaysOneOrJoins() {
        Members learns = TWO_VOTERS.withLearner(THREE);
        assertThat(learns.learners()).containsExactly(THREE);
        assertThat(learns.joining()).isEmpty();
        assertThat(learns.voters()).containsExactly(ONE, TWO);

        Members joins = TWO_VOTERS.withJoining(THREE);
        assertThat(joins.learners()).containsExactly(THREE);
        assertThat(joins.joining()).containsExactly(THREE);
        assertThat(learns.promote(THREE))
                .isEqualTo(joins.promote(THREE))
                .isEqualTo(Members.of(ONE, TWO, THREE).at(Bytes.utf8("here")));
        assertThatThrownBy(() -> TWO_VOTERS.withLearner(ONE)).hasMessageContaining("learner");
    }

    @Test
    void whoGoesIsNothingAnyMore() {
        assertThat(TWO_VOTERS.without(TWO)).isEqualTo(Members.of(ONE).at(Bytes.utf8("here")));
        assertThat(TWO_VOTERS.withJoining(THREE).without(THREE)).isEqualTo(TWO_VOTERS);
        assertThat(TWO_VOTERS.without(THREE)).isEqualTo(TWO_VOTERS);
    }

    @Test
    void othersAreReachedElsewhere() {
        Members moved = TWO_VOTERS.withLearner(THREE).at(Bytes.utf8("there"));
        assertThat(moved.addresses()).isEqualTo(Bytes.utf8("there"));
        assertThat(moved.at(Bytes.utf8("here"))).isEqualTo(TWO_VOTERS.withLearner(THREE));
    }
}
