package io.jangada.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.chance.Keyed;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

final class AgendaTest {
    private record Due(long time, int number) {}

    /** A sorted list is the naive twin: by time, then in the order of entry. */
    @Test
    void eventsHappenInTheOrderOfTheirTimes() {
        Keyed choice = Keyed.of(1, "agenda", 0);
        Agenda agenda = new Agenda();
        List<Due> expected = new ArrayList<>();
        List<Due> happened = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Due due = new Due(choice.below(1_000), i);
            expected.add(due);
            agenda.at(
                    due.time(),
                    () -> {
                        assertThat(agenda.now()).isEqualTo(due.time());
                        happened.add(due);
                    });
        }
        expected.sort(Comparator.comparingLong(Due::time).thenComparingInt(Due::number));
        while (agenda.step(Long.MAX_VALUE - 1)) {}
        assertThat(happened).isEqualTo(expected);
        assertThat(agenda.events()).isEqualTo(5_000);
    }

    @Test
    void whatIsDueLaterWaitsAndWhatIsLateComesNow() {
        Agenda agenda = new Agenda();
        List<Long> times = new ArrayList<>();
        agenda.at(10, () -> agenda.at(5, () -> times.add(agenda.now())));
        agenda.at(20, () -> times.add(agenda.now()));
        while (agenda.step(15)) {}
        assertThat(times).containsExactly(10L);
        assertThat(agenda.now()).isEqualTo(15);
        assertThat(agenda.size()).isEqualTo(1);
    }
}
