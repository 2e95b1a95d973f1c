package io.jangada.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.explore.Bounds;
import io.jangada.sim.explore.Rungs;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What {@code explore} prints, and when it fails. */
final class ExploreCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = new CommandLine(new ExploreCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void aRungIsExhaustedAndCounted() {
        assertThat(run("--servers", "3", "--terms", "1", "--entries", "1")).isZero();
        assertThat(out.toString())
                .contains("distinct states")
                .contains("states/s")
                .contains("PROPOSE=")
                .contains("largest rung exhausted: servers=3 terms=1 entries=1");
    }

    @Test
    void impossibleSizesAreRefusedInOneSentence() {
        assertRefused("servers must be from 1 to 5, not 0", "--servers", "0");
        assertRefused("terms must be from 1 to 15, not 0", "--terms", "0");
        assertRefused("crashes must be from 0 to 15, not -1", "--crashes", "-1");
        assertRefused("--minutes must be more than 0", "--minutes", "0");
    }

    private void assertRefused(String sentence, String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains(sentence).hasLineCount(1);
    }

    @Test
    void aLadderThatRunsOutOfTimeNamesTheLargestRung() {
        assertThat(run("--minutes", "0.05")).isZero();
        assertThat(out.toString()).contains("time is up").contains("largest rung exhausted");
    }

    @Test
    void aRungThatIsNotExhaustedIsNoSuccess() {
        assertThat(run("--terms", "3", "--entries", "3", "--crashes", "2", "--minutes", "0.01"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("no rung was exhausted");
    }

    @Test
    void anotherNumberOfStatesThanRecordedFails() {
        Bounds bounds = Bounds.parse("servers=1 terms=2 entries=2 crashes=2");
        Rungs wrong = Rungs.of(bounds + ": 7");
        assertThat(wrong.complaint(bounds, 8)).contains("8").contains("7").contains("--record");
        assertThat(wrong.complaint(bounds, 7)).isNull();
        assertThat(wrong.complaint(Bounds.parse("servers=3 terms=1"), 7)).isNull();
    }

    @Test
    void aRungIsRecordedInItsLine() {
        Bounds bounds = Bounds.parse("servers=3 terms=1");
        String file = "# ladder\n" + bounds + ": -\nother: 3\n";
        assertThat(Rungs.recorded(file, bounds, 9))
                .isEqualTo("# ladder\n" + bounds + ": 9\nother: 3\n");
        assertThat(Rungs.recorded("# ladder\n", bounds, 9))
                .isEqualTo("# ladder\n" + bounds + ": 9\n");
    }
}
