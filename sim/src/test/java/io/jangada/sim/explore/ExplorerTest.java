package io.jangada.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Small rungs to their end, and what the reductions must not change. */
final class ExplorerTest {
    private static final int SWITCHES = 9;

    /** It adds moves as well as leaving some out. */
    private static final int HEARSAY = 6;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers=1 terms=2 entries=2 crashes=2",
                "servers=3 terms=1 entries=1",
                "servers=2 terms=2 entries=1 crashes=1",
                "servers=3 terms=2 entries=0",
            })
    void aRungHasTheStatesThatAreRecorded(String text) {
        Bounds bounds = Bounds.parse(text);
        Outcome outcome = explored(bounds, Reductions.ALL);
        assertClean(outcome, bounds, Reductions.ALL);
        assertThat(Rungs.known().states(bounds)).isEqualTo(OptionalLong.of(outcome.states()));
    }

    /** Each reduction alone, and all: the verdict is the same without. */
    @Test
    void withoutAReductionTheVerdictIsTheSame() {
        Bounds bounds = Bounds.parse("servers=2 terms=1 entries=0 crashes=1");
        long least = explored(bounds, Reductions.ALL).states();
        for (int left = 0; left < SWITCHES; left++) {
            Reductions reductions = allBut(left);
            Outcome outcome = explored(bounds, reductions);
            assertClean(outcome, bounds, reductions);
            if (left != HEARSAY) {
                assertThat(outcome.states()).as("%s", reductions).isGreaterThanOrEqualTo(least);
            }
        }
    }

    @Test
    void withoutAnyReductionTheVerdictIsTheSame() {
        Bounds bounds = Bounds.parse("servers=2 terms=1 entries=0");
        assertClean(explored(bounds, Reductions.NONE), bounds, Reductions.NONE);
    }

    /** Other orders of independent moves find no other state. */
    @Test
    void independentMovesLeaveOutNoState() {
        for (String text :
                new String[] {
                    "servers=3 terms=1 entries=1 duplicates=1",
                    "servers=2 terms=2 entries=1 crashes=1"
                }) {
            Bounds bounds = Bounds.parse(text);
            Outcome all = explored(bounds, Reductions.ALL);
            Outcome both = explored(bounds, allBut(1));
            assertThat(all.states()).as(text).isEqualTo(both.states());
            assertThat(all.transitions()).isLessThan(both.transitions());
        }
    }

    /**
     * What servers can come to is the same with all reductions: logs, disks, commit indexes, who
     * leads. Left out are moments in which a term and vote are under way to a disk.
     */
    @ParameterizedTest
    @ValueSource(strings = {"servers=2 terms=1 entries=0 crashes=1", "servers=2 terms=1 entries=1"})
    void reductionsHideNothingThatServersComeTo(String text) {
        Bounds bounds = Bounds.parse(text);
        Reductions few = new Reductions(true, true, false, false, true, false, false, false, false);
        Set<String> reduced = results(bounds, Reductions.ALL);
        Set<String> whole = results(bounds, few);
        assertThat(whole).hasSizeGreaterThan(10);
        assertThat(reduced).containsAll(whole);
    }

    @Test
    void aWorldThatIsCutShortIsNotExhausted() {
        Outcome outcome =
                new Explorer(Bounds.parse("servers=3 terms=1 entries=1"), Reductions.ALL)
                        .run((_, _, _, _) -> false);
        assertThat(outcome.exhausted()).isFalse();
        assertThat(outcome.missing(Bounds.parse("servers=3 terms=1 entries=1"), Reductions.ALL))
                .contains(Kind.FORCE, Kind.PROPOSE);
    }

    @Test
    void aTrialGoesNoFurtherThanAskedAndWithoutTheReductionsThatAreNamed() {
        assertThat(Trial.run("servers=3 terms=2 crashes=1 no-dead moves=4")).isNull();
        assertThat(Trial.run("no-dead no-hearsay servers=2 terms=1 crashes=1")).isNull();
        assertThatThrownBy(() -> Trial.run("servers=3 no-sense"))
                .hasMessage("no such reduction: sense");
        assertThatThrownBy(() -> Trial.run("servers=3 mothers=3"))
                .hasMessageContaining("not a bound");
    }

    @Test
    void aReductionThatIsLeftOutIsOneOfAll() {
        assertThat(Reductions.ALL.without("dead")).isEqualTo(allBut(2));
        Reductions none = Reductions.ALL;
        for (String name :
                "symmetry independence dead idle silence promises hearsay votes prompt"
                        .split(" ", -1)) {
            none = none.without(name);
        }
        assertThat(none).isEqualTo(Reductions.NONE);
    }

    @Test
    void aTrialOfTheRealCoreFindsNothing() {
        assertThat(Trial.run("servers=3 terms=1 entries=0 crashes=1")).isNull();
    }

    private static Reductions allBut(int left) {
        boolean[] on = new boolean[SWITCHES];
        Arrays.fill(on, true);
        on[left] = false;
        return new Reductions(on[0], on[1], on[2], on[3], on[4], on[5], on[6], on[7], on[8]);
    }

    private static Outcome explored(Bounds bounds, Reductions reductions) {
        return new Explorer(bounds, reductions).run((_, _, _, _) -> true);
    }

    private static Set<String> results(Bounds bounds, Reductions reductions) {
        Set<String> results = new TreeSet<>();
        Explorer explorer = new Explorer(bounds, reductions);
        explorer.show(world -> {
            if (Arrays.stream(world.servers()).skip(1).noneMatch(each -> each.canSave)) {
                results.add(result(world));
            }
        });
        assertThat(explorer.run((_, _, _, _) -> true).exhausted()).isTrue();
        return results;
    }

    /** Without names, as the symmetric ones are one. */
    private static String result(World world) {
        return Arrays.stream(world.servers())
                .skip(1)
                .map(each ->
                        "%d %b %s %d %s"
                                .formatted(
                                        each.term,
                                        each.leads(),
                                        Entry.text(each.log),
                                        each.commit,
                                        Entry.text(each.disk.log())))
                .sorted()
                .collect(Collectors.joining(" | "));
    }

    private static void assertClean(Outcome outcome, Bounds bounds, Reductions reductions) {
        assertThat(outcome.broken()).as("%s", outcome).isNull();
        assertThat(outcome.exhausted()).isTrue();
        assertThat(outcome.missing(bounds, reductions)).isEmpty();
        assertThat(outcome.healed()).isPositive();
    }
}
