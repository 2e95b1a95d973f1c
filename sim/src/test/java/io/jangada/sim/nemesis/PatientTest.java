package io.jangada.sim.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.history.Operation;
import io.jangada.sim.history.Request;
import io.jangada.sim.history.Response;

import org.junit.jupiter.api.Test;

import java.util.List;

final class PatientTest {
    private static Operation put(long invoked, long returned, long revision) {
        Request put = new Request.Put("k", "v" + revision);
        return Operation.answered(0, put, invoked, returned, Response.written(revision));
    }

    @Test
    void aReadIsStaleThatSawLessThanSomebodyHadBeenToldBefore() {
        List<Operation> told =
                List.of(
                        put(0, 10, 7),
                        put(0, 30, 6),
                        Operation.unknown(1, put(0, 1, 9).request(), 0));
        Patient.Look early = new Patient.Look(10, 0, 50, 5);
        Patient.Look stale = new Patient.Look(11, 0, 50, 6);
        Patient.Look later = new Patient.Look(31, 0, 50, 6);
        Patient.Look fresh = new Patient.Look(31, 0, 50, 7);
        assertThat(Patient.stale(List.of(early, stale, later, fresh), told))
                .containsExactly(stale, later);
    }
}
