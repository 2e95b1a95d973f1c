package io.jangada.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

class BoardTest {
    private static final Board.Plan PLAN = new Board.Plan(1, 100, 1_000_000_000L, false);

    private static final Board.Crew ALONE = work -> work.stream().map(Supplier::get).toList();

    @TempDir Path folder;
    private final List<String> told = new ArrayList<>();
    private Clone clone;
    private long nanos;

    @BeforeEach
    void makeClone() throws IOException {
        clone = Clone.in(folder);
    }

    @Test
    void aMutantIsKilledByAnInvariantAfterSoManySeeds() throws IOException, InterruptedException {
        List<Row> rows = run(PLAN, Clone.mutant("calm", Clone.limit("4")));
        assertThat(rows).hasSize(2);
        assertThat(rows.getLast().id()).isEqualTo(Row.UNCHANGED);
        assertThat(rows.getLast().verdict()).isEqualTo(new Verdict.Survived(5, 0));
        assertThat(rows.getFirst().verdict())
                .isEqualTo(new Verdict.Killed("I8", "I8 seed 5: the limit is 4", 5, 0));
        assertThat(rows).allMatch(Row::isGood).noneMatch(Row::isUnexpected);
        assertThat(told)
                .containsExactly(
                        "begins M1 another limit",
                        "ends M1 true",
                        "begins none sim calm",
                        "ends none true");
    }

    @Test
    void seedsAreCountedFromTheFirst() throws IOException, InterruptedException {
        Board.Plan plan = new Board.Plan(1000, 100, 1_000_000_000L, false);
        assertThat(run(plan, Clone.mutant("calm", Clone.limit("4"))).getFirst().verdict())
                .isEqualTo(new Verdict.Killed("I8", "I8 seed 1000: the limit is 4", 1, 0));
    }

    @Test
    void theSeedThatIsKnownIsTriedFirstIfThatIsWanted() throws IOException, InterruptedException {
        Mutant mutant = Clone.mutant(Engine.SIM, "calm", 77, Clone.limit("4"));
        Board.Plan plan = new Board.Plan(1, 100, 1_000_000_000L, true);
        assertThat(run(plan, mutant).getFirst().verdict())
                .isEqualTo(new Verdict.Killed("I8", "I8 seed 77: the limit is 4", 1, 0));
        Mutant moved = Clone.mutant(Engine.SIM, "calm", 2, Clone.limit("4"));
        assertThat(run(plan, moved).getFirst().verdict())
                .isEqualTo(new Verdict.Killed("I8", "I8 seed 5: the limit is 4", 5, 0));
    }

    @Test
    void aMutantThatNobodyNoticesSurvives() throws IOException, InterruptedException {
        Board.Plan few = new Board.Plan(1, 4, 1_000_000_000L, false);
        Row row = run(few, Clone.mutant("calm", Clone.limit("4"))).getFirst();
        assertThat(row.verdict()).isEqualTo(new Verdict.Survived(4, 0));
        assertThat(row.isGood()).isFalse();
    }

    /** One second a look: the seeds 1, then 2 and 3, and no more. */
    @Test
    void thereIsNoMoreTimeThanPlanned() throws IOException, InterruptedException {
        Board.Plan hasty = new Board.Plan(1, 100, 1_500_000_000L, false);
        List<Row> rows;
        try (Workshop workshop = clone.workshop()) {
            rows =
                    new Board(workshop, hasty, () -> nanos += 600_000_000L, progress())
                            .run(List.of(Clone.mutant("calm", Clone.limit("4"))), ALONE);
        }
        assertThat(((Verdict.Survived) rows.getFirst().verdict()).seeds()).isEqualTo(3);
    }

    @Test
    void whatIsNotThereYetWaits() throws IOException, InterruptedException {
        Row nothing = run(PLAN, Clone.mutant("calm")).getFirst();
        assertThat(nothing.verdict()).isEqualTo(new Verdict.Waiting("nothing to break"));
        Row engine = run(PLAN, Clone.mutant(Engine.EXPLORE, "", 0, Clone.limit("4"))).getFirst();
        assertThat(engine.verdict())
                .isEqualTo(
                        new Verdict.Waiting(
                                "what runs it is not there: io.jangada.sim.explore.Trial"));
    }

    @Test
    void aFaultOfOursIsNoKill() throws IOException, InterruptedException {
        Row thrown = run(PLAN, Clone.mutant("throws", Clone.limit("4"))).getFirst();
        assertThat(thrown.verdict())
                .isEqualTo(
                        new Verdict.Broken(
                                "io.jangada.sim.seed.Trial throws"
                                        + " java.lang.IllegalStateException: out of order"));
        Row misfit = run(PLAN, Clone.mutant("calm", Clone.limit("four"))).getFirst();
        assertThat(misfit.verdict()).isInstanceOf(Verdict.Broken.class);
        assertThat(List.of(thrown, misfit)).noneMatch(Row::isGood);
    }

    @Test
    void whateverKillsTheCodeAsItIsIsAFalseAlarm() throws IOException, InterruptedException {
        Row alarm = run(PLAN, Clone.mutant("noisy", Clone.limit("4"))).getLast();
        assertThat(alarm.verdict()).isEqualTo(new Verdict.Killed("I5", "I5 seed 1: alarm", 1, 0));
        assertThat(alarm.isGood()).isFalse();
    }

    /** Of the seeds that two know one is among the first that the others took. */
    @Test
    void theCodeAsItIsRunsEachSeedOnce() throws IOException, InterruptedException {
        Edit limit = Clone.limit("4");
        List<Mutant> mutants =
                List.of(
                        Clone.mutant(Engine.SIM, "calm", 77, limit),
                        Clone.mutant(Engine.SIM, "calm", 77, limit),
                        Clone.mutant(Engine.SIM, "calm", 2, limit),
                        Clone.mutant("calm", limit));
        Board.Plan plan = new Board.Plan(1, 100, 1_000_000_000L, true);
        try (Workshop workshop = clone.workshop()) {
            List<Row> rows = new Board(workshop, plan, () -> 0, progress()).run(mutants, ALONE);
            assertThat(rows).allMatch(Row::isGood);
            assertThat(rows)
                    .extracting(row -> row.verdict().seeds())
                    .containsExactly(1L, 1L, 5L, 5L, 6L);
            assertThat(told).filteredOn(line -> line.startsWith("begins none")).hasSize(1);
        }
    }

    @Test
    void theBoardIsAlignedAndSumsUp() {
        Row none = new Row("none", "sim calm", "", new Verdict.Survived(100, 12_340_000_000L));
        Row killed =
                new Row(
                        "M1",
                        "one",
                        "I9, I10",
                        new Verdict.Killed("I10", "I10 seed 3: so", 3, 200_000_000L));
        Row other = new Row("M2", "two", "I9", new Verdict.Killed("I1", "I1 seed 30: so", 30, 0));
        Row survived = new Row("X3", "t".repeat(70), "I9", new Verdict.Survived(100, 0));
        Row waiting = new Row("M4", "four", "I9", new Verdict.Waiting("for rain"));
        assertThat(Table.lines(List.of(none, killed, other, survived, waiting)))
                .containsExactly(
                        "mutant  what is broken"
                                + " ".repeat(48)
                                + "expected  found          seeds  seconds",
                        "none    sim calm" + " ".repeat(64) + "nothing          100     12.3",
                        "M1      one" + " ".repeat(59) + "I9, I10   I10                3      0.2",
                        "M2      two" + " ".repeat(59) + "I9        I1 unexpected     30      0.0",
                        "X3      " + "t".repeat(59) + "…  I9        SURVIVED         100      0.0",
                        "M4      four" + " ".repeat(58) + "I9        waiting",
                        "",
                        "X3 SURVIVED: " + "t".repeat(70),
                        "M4 waits: for rain",
                        "2 of 3 killed, 1 survived, 0 broken, 1 waiting; seeds to kill: median 30,"
                                + " most 30");
    }

    @Test
    void aPlanHasSomethingToDo() {
        assertThatThrownBy(() -> new Board.Plan(1, 0, 1, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<Row> run(Board.Plan plan, Mutant mutant) throws IOException, InterruptedException {
        try (Workshop workshop = clone.workshop()) {
            return new Board(workshop, plan, () -> 0, progress()).run(List.of(mutant), ALONE);
        }
    }

    private Board.Progress progress() {
        return new Board.Progress() {
            @Override
            public void begins(String id, String title) {
                told.add("begins " + id + " " + title);
            }

            @Override
            public void ended(Row row) {
                told.add("ends " + row.id() + " " + row.isGood());
            }
        };
    }
}
