package io.jangada.sim.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

final class TrialTest {
    @Test
    void nothingIsWrongWithTheJournalAsItIs() {
        assertThat(Trial.run("cuts 40")).isNull();
        assertThat(Trial.run("damages 400")).isNull();
        assertThat(Trial.run("matrix 1000")).isNull();
    }

    @Test
    void theFirstComplaintEndsIt() {
        List<Row.Part> parts =
                List.of(
                        tally -> tally.count("cases"),
                        tally -> tally.complain("skipped"),
                        tally -> tally.complain("a byte is lost"),
                        tally -> tally.complain("too late"));
        assertThat(Trial.first("I9", parts, 2)).isEqualTo("I9 after 2 parts: a byte is lost");
        assertThat(Trial.first("I9", parts, 4)).isNull();
    }

    @Test
    void otherWordsAreRefused() {
        assertThatThrownBy(() -> Trial.run("rust 1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Trial.run("cuts")).isInstanceOf(IllegalArgumentException.class);
    }
}
