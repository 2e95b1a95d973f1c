package io.jangada.sim.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.sim.check.Violation;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What is left of a list, and what is said where the cores are right. */
final class ShortestTest {
    private static final ServerId S1 = new ServerId(1);
    private static final ServerId S2 = new ServerId(2);

    @Test
    void noSingleElementThatIsLeftCanGo() {
        List<Integer> all = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            all.add(i);
        }
        List<Integer> needed = List.of(3, 500, 501, 999);
        assertThat(Fewer.of(all, some -> some.containsAll(needed))).isEqualTo(needed);
        assertThat(Fewer.of(all, some -> true)).isEmpty();
        assertThat(Fewer.of(all, some -> false)).isEqualTo(all);
    }

    /** What nobody sent does not arrive, and what was not ordered is not durable. */
    @Test
    void nothingComesFromNowhere() {
        Message vote = new Message.RequestVote(1, 0, 0, false);
        List<Step> steps =
                List.of(
                        new Step.Deliver(S1, S2, vote, -1),
                        new Step.Save(S1, 1),
                        new Step.Force(S1, 1),
                        new Step.Reboot(S1, 4, 4, 9));
        Story story = new Plot(2, Plot.PLAIN, false, steps).play();
        assertThat(story.happenings())
                .extracting(Happening::step)
                .containsExactly(new Step.Reboot(S1, 0, 0, 9));
        assertThat(story.violation()).isNull();
    }

    /** By what it says, or else by how many of its kind came after it. */
    @Test
    void aMessageThatIsNotSentAnyMoreIsReplacedByTheOneInItsPlace() {
        Way way = new Way();
        Letter first = accepted(1);
        Letter second = accepted(2);
        way.post(first);
        way.post(second);
        assertThat(way.like(new Message.AppendAccepted(1, 1))).isSameAs(first);
        assertThat(way.like(new Message.AppendAccepted(1, 7))).isSameAs(second);
        assertThat(way.newest(new Message.AppendAccepted(1, 7), 1)).isSameAs(first);
        assertThat(way.newest(new Message.AppendAccepted(1, 7), 2)).isNull();
        assertThat(way.like(new Message.TimeoutNow(1))).isNull();
        assertThat(way.newer(first)).isEqualTo(1);
    }

    private static Letter accepted(long match) {
        return new Letter(S1, S2, new Message.AppendAccepted(1, match), List.of(), 0);
    }

    @Test
    void aPlotThatBreaksNothingHasNoStory() {
        Plot plot = new Plot(3, Plot.PLAIN, false, List.of(new Step.Campaign(S1)));
        assertThat(Shortest.of(plot, "I8", () -> false)).isNull();
        assertThat(Report.lines(plot, new Violation("I8", "wrong")))
                .first()
                .asString()
                .contains("all that was done", "I8");
    }

    @Test
    void aFaultBelowTheCoreIsSaidToBeOne() {
        Recording recording = new Recording(3, Plot.PLAIN);
        recording.started(S1, 0, HardState.INITIAL, Entries.none(1), 1);
        assertThat(Report.lines(recording, new Violation("I9", "wrong")).getFirst())
                .contains("the cores alone do not break I9");
        assertThat(Report.lines(recording, new Violation("L1", "it does not heal")).getFirst())
                .contains("L1 is no rule of cores alone");

        recording.crashed(S1, 1);
        recording.started(S1, 2, new HardState(7, S2), Entries.none(1), 1);
        List<String> lines = Report.lines(recording, new Violation("I6", "wrong"));
        assertThat(lines.getFirst()).contains("no core alone does this", "had not saved");
        assertThat(lines.getLast()).contains("!", "I6: wrong");
        assertThat(lines).anyMatch(line -> line.contains("X")).anyMatch(line -> line.contains("O"));
        assertThat(Report.story(recording, new Violation("I6", "wrong"), () -> false)).isNull();
    }
}
