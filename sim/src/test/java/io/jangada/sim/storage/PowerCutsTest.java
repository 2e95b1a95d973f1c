package io.jangada.sim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.disk.SimDisk.Fault;
import io.jangada.sim.disk.SimDisk.Faults;
import io.jangada.sim.disk.SimDisk.Kind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

final class PowerCutsTest {
    @Test
    void nothingAcknowledgedIsLostAtSomeOfTheBoundaries() {
        Tally tally = new Tally();
        List<Row.Part> parts = new PowerCuts().parts();
        for (int i = 0; i < parts.size(); i += 11) {
            tally.take(parts.get(i));
        }
        assertThat(tally.complaints()).isEmpty();
        assertThat(tally.of("boundaries")).isGreaterThan(35);
        assertThat(tally.of("images")).isGreaterThan(300).isEqualTo(tally.of("restarted"));
    }

    @Test
    @Tag("slow")
    void nothingAcknowledgedIsLostAtAnyBoundary() {
        Row row = new PowerCuts();
        Tally tally = row.run();
        assertThat(tally.complaints()).isEmpty();
        assertThat(row.passed(tally)).isTrue();
        assertThat(tally.of("boundaries sampled")).isZero();
        assertThat(tally.of("images")).isGreaterThan(40_000);
    }

    /** The checks would see a journal that forgets to force. */
    @Test
    void aForceThatLiesIsNoticed() {
        assertThat(complaints((kind, file) -> lies(kind, file.startsWith("segment"))))
                .anyMatch(complaint -> complaint.contains("after acknowledged"));
        assertThat(complaints((kind, file) -> lies(kind, file.equals("vote"))))
                .anyMatch(complaint -> complaint.contains("vote"));
        assertThat(complaints((kind, _) -> lies(Kind.FORCE, kind == Kind.FORCE_DIRECTORY)))
                .isNotEmpty();
    }

    private static Fault lies(Kind kind, boolean now) {
        return kind == Kind.FORCE && now ? Fault.LOST : Fault.NONE;
    }

    private static List<String> complaints(Faults faults) {
        Tally tally = new Tally();
        List<Row.Part> parts = new PowerCuts(List.of(Script.LITTLE), faults).parts();
        for (int i = 0; tally.wrong() == 0 && i < parts.size(); i++) {
            tally.take(parts.get(i));
        }
        return tally.complaints();
    }
}
