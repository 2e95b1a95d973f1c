package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Configurations in the journal, and what they tell of a last batch that is damaged. */
class ConfigurationsTest {
    private static final String SEGMENT = "segment-0000000000000001";

    /** Where the second batch behind a mark begins. */
    private static final int LAST = 8192 + 2 * Layout.BLOCK;

    private static final Members ONE = members(ids(1), ids());
    private static final Members THREE = members(ids(1, 2, 3), ids());
    private static final Members LEARNING = members(ids(1), ids(2));

    private static SortedSet<ServerId> ids(long... ids) {
        TreeSet<ServerId> all = new TreeSet<>();
        for (long id : ids) {
            all.add(new ServerId(id));
        }
        return all;
    }

    /** With addresses of more than a sector, so that a damaged one need not be torn. */
    private static Members members(SortedSet<ServerId> voters, SortedSet<ServerId> learners) {
        Bytes addresses = Bytes.utf8("x".repeat(600));
        return new Members(voters, ids(), learners, ids(), addresses);
    }

    private final MemoryDisk disk = new MemoryDisk();

    private Map<Long, Members> found() {
        return Life.opened(disk, false).log().configurations();
    }

    @Test
    void theyAreReadBackAsOftenAsTheyStandThere() {
        Life life = Life.begin(disk, false).turn();
        life.append(1, 1, 1, 10).configure(2, 1, ONE).append(3, 1, 2, 10).configure(5, 2, THREE);
        life.turn();
        disk.close();
        assertThat(found()).isEqualTo(Map.of(2L, ONE, 5L, THREE));
        disk.close();
        assertThat(found()).as("written again").isEqualTo(Map.of(2L, ONE, 5L, THREE));
    }

    @Test
    void theyAreFetchedAsWhatTheyAre() {
        Life.begin(disk, false).turn().configure(1, 1, THREE).turn();
        disk.close();
        Life life = Life.again(disk, false, new Life.Promises());
        List<Payload> found = new ArrayList<>();
        life.journal.fetch(1, 1, Long.MAX_VALUE, (_, payloads) -> found.addAll(payloads));
        life.turn();
        assertThat(found).containsExactly(Payload.of(THREE));
    }

    @Test
    void whatIsCutOffIsGone() {
        Life life = Life.begin(disk, false).turn();
        life.configure(1, 1, ONE).configure(2, 1, THREE).turn().append(2, 2, 1, 10).turn();
        disk.close();
        assertThat(found()).isEqualTo(Map.of(1L, ONE));
    }

    @Test
    void whatALogThatBeginsAnewHasForgottenIsGone() {
        Life life = Life.begin(disk, false).turn();
        life.configure(1, 1, THREE).turn().reset(7, 2).turn().configure(8, 2, ONE).turn();
        disk.close();
        assertThat(found()).isEqualTo(Map.of(8L, ONE));
    }

    /** The last record is damaged so that nobody can say whether it was acknowledged. */
    private Opening.Recovered damaged(boolean begunAlone) {
        disk.close();
        disk.bytes(SEGMENT)[LAST + 515] ^= 1;
        return Life.opened(disk, begunAlone);
    }

    /** What becomes of a damaged command behind {@code members}: is it suspect, or cut? */
    private long suspectFrom(Members members, boolean begunAlone) {
        Life life = Life.begin(disk, begunAlone).turn();
        life.configure(1, 1, members).turn().append(2, 1, 1, 600).turn();
        Opening.Recovered found = damaged(begunAlone);
        assertThat(found.log().last()).isBetween(1L, 2L);
        return found.log().last() == 1 ? 0 : found.suspectFrom();
    }

    @Test
    @DisplayName("R24: a member that got others since is not alone, whatever it began with")
    void whoeverHasOthersByItsLogCutsNothing() {
        assertThat(suspectFrom(THREE, true)).isEqualTo(2);
    }

    @Test
    @DisplayName("R24: a member that all others have left is alone")
    void whoeverIsAloneByItsLogAsksNobody() {
        assertThat(suspectFrom(ONE, false)).isZero();
    }

    @Test
    @DisplayName(
            "R24: a member with a learner is alone as to what cannot have been a configuration")
    void whoeverHasALearnerAsksNobodyOfACommand() {
        assertThat(suspectFrom(LEARNING, true)).isZero();
    }

    @Test
    @DisplayName("R3: a lost configuration may have given the learner its vote")
    void aLostConfigurationIsNotCutWhereThereIsALearner() {
        Life life = Life.begin(disk, true).turn();
        life.configure(1, 1, LEARNING).turn().configure(2, 1, THREE).turn();
        Opening.Recovered found = damaged(true);
        assertThat(found.log().last()).isEqualTo(2);
        assertThat(found.suspectFrom()).isEqualTo(2);
        assertThat(found.log().configurations()).isEqualTo(Map.of(1L, LEARNING));
    }
}
