package io.jangada.sim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.HardState;
import io.jangada.sim.storage.Damages.Image;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

final class DamagesTest {
    private static Tally some(Damages damages, int step) {
        Tally tally = new Tally();
        List<Row.Part> parts = damages.parts();
        for (int i = 0; i < parts.size(); i += step) {
            tally.take(parts.get(i));
        }
        return tally;
    }

    @Test
    void someDamageIsNeverServedAndNeverSilent() {
        Tally tally = some(new Damages(), 61);
        assertThat(tally.complaints()).isEmpty();
        assertThat(tally.of("cases")).isGreaterThan(10_000);
    }

    @Test
    @Tag("slow")
    void noDamageIsServedOrSilent() {
        Damages row = new Damages(List.of(Damages.ambiguous(true), Damages.ambiguous(false)));
        Tally tally = row.run();
        assertThat(tally.complaints()).isEmpty();
        assertThat(row.passed(tally)).isTrue();
        long bytes = 0;
        for (Image image : List.of(Damages.ambiguous(true), Damages.ambiguous(false))) {
            for (String file : image.disk().files()) {
                bytes += image.disk().contents(file).length;
            }
        }
        assertThat(tally.of("cases")).as("each byte, each length").isEqualTo(2 * bytes);
    }

    @Test
    void everyKindOfFileIsThere() {
        Image image = Damages.ambiguous(true);
        TreeSet<String> kinds = new TreeSet<>();
        for (String file : image.disk().files()) {
            kinds.add(image.kind(file));
            assertThat(image.disk().contents(file)).as(file).isNotEmpty();
        }
        assertThat(kinds)
                .containsExactly(
                        "aside", "identity", "lock", "segment", "spare", "spare.tmp", "vote");
    }

    @Test
    void aWrongEntryWouldBeSeen() {
        Image image = Damages.orderly(true);
        List<Promises.Slot> other = new ArrayList<>(image.log());
        other.set(0, new Promises.Slot(1, "another"));
        assertThat(wrong(image, other, image.hardState())).isPositive();
        assertThat(wrong(image, image.log(), HardState.INITIAL)).isPositive();
        assertThat(wrong(image, image.log(), image.hardState())).isZero();
    }

    private static long wrong(Image image, List<Promises.Slot> log, HardState hardState) {
        Image wanted =
                new Image("wanted", image.disk(), image.alone(), log, hardState, image.told());
        return some(new Damages(List.of(wanted)), 67).of("wrong data, or silence");
    }
}
