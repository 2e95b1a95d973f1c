package io.jangada.sim.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Sizes;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.mutants.Catalogue;
import io.jangada.sim.mutants.Misfit;
import io.jangada.sim.mutants.Mutant;
import io.jangada.sim.mutants.Workshop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is printed of a failure runs in the tests of module raft, and fails there too. */
final class ScenarioTest {
    private static final Path ROOT = Path.of("..");
    private static final int FEW_DOZEN = 40;

    @TempDir static Path folder;

    private static @Nullable RaftRunner made;

    private static RaftRunner runner() throws IOException {
        RaftRunner runner = made == null ? new RaftRunner(folder) : made;
        made = runner;
        return runner;
    }

    @AfterAll
    static void close() throws IOException {
        if (made != null) {
            made.close();
        }
    }

    private static Mutant mutant(String id) throws IOException, Misfit {
        return Catalogue.read(ROOT).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> called(ClassLoader loader, String type, String name, Object... with)
            throws ReflectiveOperationException {
        Class<?>[] types =
                with.length == 1
                        ? new Class<?>[] {String.class}
                        : new Class<?>[] {String.class, long.class};
        Object lines = loader.loadClass(type).getMethod(name, types).invoke(null, with);
        return ((List<?>) lines).stream().map(String::valueOf).toList();
    }

    /** From a seed that fails to a scenario: it repeats the failure where the mutant is. */
    @Test
    void aSeedThatFailsEndsInAScenarioThatTheCoreAloneFails()
            throws IOException, Misfit, ReflectiveOperationException {
        RaftRunner runner = runner();
        try (Workshop workshop = new Workshop(ROOT, System.getProperty("java.class.path"))) {
            Path classes = workshop.compile(mutant("M2"));
            try (URLClassLoader loader = workshop.loader(classes)) {
                List<String> printed = called(loader, "io.jangada.sim.Failure", "of", "mix", 1L);
                List<String> scenario = RaftRunner.scenario(printed);

                assertThat(RaftRunner.commands(scenario)).hasSizeBetween(10, FEW_DOZEN);
                assertThat(scenario.getFirst()).startsWith("# I8: ").contains(" commits entry ");
                assertThat(runner.rerun(scenario, classes)).isEqualTo(scenario);
                assertThat(runner.rerun(scenario, null)).isNotEqualTo(scenario);
                assertThat(last(scenario, "commit ")).contains("commit ");
                assertThat(commits(runner.rerun(scenario, null))).isEqualTo(commits(scenario) - 1);
                assertThat(RaftRunner.diagram(printed).getLast()).contains("! ", "I8: ");
            }
        }
    }

    private static String last(List<String> lines, String what) {
        return lines.stream().filter(line -> line.contains(what)).toList().getLast();
    }

    private static long commits(List<String> scenario) {
        return scenario.stream().filter(line -> line.matches(" {2}\\d: commit \\d+")).count();
    }

    /** Found while the model checker heals, so that the healing's moves are needed. */
    @Test
    void aFailureOfTheModelCheckerIsToldInTheSameWay()
            throws IOException, Misfit, ReflectiveOperationException {
        RaftRunner runner = runner();
        try (Workshop workshop = new Workshop(ROOT, System.getProperty("java.class.path"))) {
            Path classes = workshop.compile(mutant("M5"));
            try (URLClassLoader loader = workshop.loader(classes)) {
                List<String> printed =
                        called(
                                loader,
                                "io.jangada.sim.explore.Trial",
                                "trace",
                                "servers=3 terms=1 entries=1 duplicates=1");
                List<String> scenario = RaftRunner.scenario(printed);

                assertThat(scenario).contains("stops: a committed entry is never overwritten");
                assertThat(RaftRunner.commands(scenario)).hasSizeLessThan(FEW_DOZEN);
                assertThat(runner.rerun(scenario, classes)).isEqualTo(scenario);
                assertThat(runner.rerun(scenario, null))
                        .noneMatch(line -> line.startsWith("stops"));
                assertThat(RaftRunner.diagram(printed)).isNotEmpty();
            }
        }
    }

    /** The two runners are twins: all that can happen reads alike in both, to the letter. */
    @Test
    void anyStoryReadsAsTheTestsOfTheCoreWouldWriteIt()
            throws IOException, ReflectiveOperationException {
        RaftRunner runner = runner();
        StringBuilder all = new StringBuilder();
        for (int number = 1; number <= 60; number++) {
            Story story = new Any(Keyed.of(number, "any", 0)).plot().play();
            List<String> scenario = Scenario.lines(story);
            assertThat(story.violation()).isNull();
            assertThat(runner.rerun(scenario, null)).as("%d", number).isEqualTo(scenario);
            scenario.forEach(all::append);
        }
        assertThat(all)
                .contains("> copy ", "> save ", "> force ", "> reboot ", " saves ", " entries ")
                .contains("> settings ", "> campaign ", "> hear ", "suspect", "LEADER", "commit 5");
    }

    /** Anything, but mostly arrivals, so that something comes of it. */
    private static final class Any {
        private final Choice choice;
        private final List<Step> steps = new ArrayList<>();

        Any(Choice choice) {
            this.choice = choice;
        }

        private ServerId any(int servers) {
            return new ServerId(1 + choice.below(servers));
        }

        Plot plot() {
            int servers = 1 + choice.below(5);
            boolean prompt = choice.happens(0.3);
            Settings settings =
                    choice.happens(0.7)
                            ? Plot.PLAIN
                            : new Settings(
                                    Plot.PLAIN.electionTimeoutMin(),
                                    Plot.PLAIN.heartbeat(),
                                    300,
                                    2,
                                    2,
                                    500,
                                    900,
                                    4,
                                    3);
            for (int i = 0; i < 40; i++) {
                // What was sent so far: played again each time, which is quick enough.
                Plot soFar = new Plot(servers, settings, prompt, List.copyOf(steps));
                List<Letter> sent = soFar.play().letters();
                if (!sent.isEmpty() && choice.happens(0.7)) {
                    int newest = Math.min(sent.size(), 12);
                    Letter letter = sent.get(sent.size() - 1 - choice.below(newest));
                    steps.add(new Step.Deliver(letter.from, letter.to, letter.message, -1));
                } else {
                    steps.add(own(any(servers), any(servers), servers));
                }
            }
            return new Plot(servers, settings, prompt, steps);
        }

        private Step own(ServerId at, ServerId other, int servers) {
            return switch (choice.below(14)) {
                case 0, 1 -> servers > 1 ? new Step.Campaign(at) : new Step.Elapse(at);
                case 2 -> new Step.Elapse(at);
                case 3 -> new Step.Silence(at);
                case 4 -> new Step.Heartbeat(at);
                case 5 -> new Step.QuorumSilent(at);
                case 6 -> new Step.Lost(at, other);
                case 7 -> new Step.Propose(at, Sizes.of(1 + choice.below(200), 7));
                case 8 -> new Step.Read(at, 1 + choice.below(9));
                case 9 -> new Step.Transfer(at, other);
                case 10 -> servers > 1 ? new Step.Hear(at, choice.below(4)) : new Step.Elapse(at);
                case 11 -> new Step.Save(at, 1 + choice.below(2));
                case 12 -> new Step.Force(at, 1 + choice.below(2));
                default ->
                        new Step.Reboot(
                                at, choice.below(3), choice.below(3), choice.happens(0.2) ? 1 : 0);
            };
        }
    }
}
