package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Finding;
import io.jangada.node.storage.Inspection;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/** Who counts as alone. */
final class AdviceTest {
    private static final ServerId A = new ServerId(1);
    private static final ServerId B = new ServerId(2);

    private static boolean isAlone(Members members, boolean hides) {
        Inspection found =
                new Inspection(
                        null, null, null, 0, null, members, hides, List.of(), 0, 0, List.of());
        return Advice.isAlone(found, true);
    }

    @Test
    void aSecessionThatWasInterruptedIsCarriedOn() {
        Finding finding =
                new Finding(
                        Finding.Effect.REFUSED,
                        "identity: it was interrupted; start it once more with"
                                + " --force-new-cluster");
        for (boolean alone : new boolean[] {true, false}) {
            assertThat(Advice.of(finding, Path.of("d"), alone).now())
                    .isEqualTo("start it once more with --force-new-cluster");
        }
    }

    @Test
    void whoHasALearnerIsNotAlone() {
        Members learned =
                new Members(
                        new TreeSet<>(List.of(A)),
                        Collections.emptySortedSet(),
                        new TreeSet<>(List.of(B)),
                        Collections.emptySortedSet(),
                        Members.of(A).addresses());
        assertThat(learned.learners()).containsExactly(B);
        assertThat(isAlone(learned, false)).isFalse();
        assertThat(isAlone(Members.of(A, B), false)).isFalse();
        assertThat(isAlone(Members.of(A), false)).isTrue();
        assertThat(isAlone(Members.of(A), true)).isFalse();
        assertThat(isAlone(Members.NONE, false)).isTrue();
    }
}
