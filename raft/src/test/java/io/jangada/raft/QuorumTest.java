package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

final class QuorumTest {
    private static Members members(int voters, int outgoing, int learners) {
        SortedSet<ServerId> in = new TreeSet<>();
        SortedSet<ServerId> out = new TreeSet<>();
        SortedSet<ServerId> learn = new TreeSet<>();
        for (int i = 1; i <= voters; i++) {
            in.add(new ServerId(i));
        }
        // Two servers are in both configurations, as in a change of one.
        for (int i = Math.max(1, voters - 1); out.size() < outgoing; i++) {
            out.add(new ServerId(i));
        }
        for (int i = 1; i <= learners; i++) {
            learn.add(new ServerId(100 + i));
        }
        return new Members(in, out, learn);
    }

    /** The obvious way: sort, and take what more than half have reached. */
    private static long sorted(SortedSet<ServerId> voters, Quorum quorum, long[] values) {
        long[] own = voters.stream().mapToLong(voter -> values[quorum.position(voter)]).toArray();
        Arrays.sort(own);
        return own[(own.length - 1) / 2];
    }

    @Test
    void reachedIsWhatTheNaiveTwinSays() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            Members members = members(1 + random.nextInt(7), random.nextInt(6), random.nextInt(3));
            Quorum quorum = new Quorum(members);
            long[] values = random.longs(quorum.servers(), 0, 5).toArray();
            long expected = sorted(members.voters(), quorum, values);
            if (members.isJoint()) {
                expected = Math.min(expected, sorted(members.outgoing(), quorum, values));
            }
            assertThat(quorum.reached(i -> values[i])).isEqualTo(expected);
            for (long level = 0; level < 6; level++) {
                long wanted = level;
                assertThat(quorum.holds(i -> values[i] >= wanted)).isEqualTo(level <= expected);
            }
        }
    }

    @Test
    void aQuorumIsStrictlyMoreThanHalf() {
        Quorum four = new Quorum(members(4, 0, 0));
        assertThat(four.holds(i -> i < 2)).isFalse();
        assertThat(four.holds(i -> i < 3)).isTrue();
    }

    @Test
    void aJointConfigurationNeedsBothMajoritiesAndNotOneOfTheUnion() {
        Members joint = members(3, 3, 0);
        Quorum quorum = new Quorum(joint);
        assertThat(quorum.servers()).isEqualTo(4);
        assertThat(quorum.holds(i -> quorum.server(i).value() != 2)).isTrue();
        assertThat(quorum.holds(i -> quorum.server(i).value() <= 2)).isFalse();
        assertThat(quorum.holds(i -> quorum.server(i).value() >= 3)).isFalse();
    }

    @Test
    void learnersAreNeverCounted() {
        Quorum quorum = new Quorum(members(3, 0, 2));
        assertThat(quorum.servers()).isEqualTo(5);
        assertThat(quorum.holds(i -> quorum.server(i).value() == 1 || i >= 3)).isFalse();
        assertThat(quorum.reached(i -> i >= 3 ? 9 : i)).isEqualTo(1);
        assertThat(quorum.position(new ServerId(77))).isEqualTo(-1);
    }
}
