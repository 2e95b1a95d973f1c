package io.jangada.sim.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jangada.sim.world.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

final class TrialTest {
    private static final long SHORT = 20_000_000_000L;

    private static World.Run run(Family family, long seed) {
        return Draw.scene(family, seed, SHORT).world().run();
    }

    @Test
    void oneSeedIsOneRun() {
        for (long seed = 1; seed <= 4; seed++) {
            World.Run once = run(Family.SWARM, seed);
            World.Run again = run(Family.SWARM, seed);
            assertThat(again.trace()).isEqualTo(once.trace());
            assertThat(again.events()).isEqualTo(once.events());
            assertThat(again.coverage().counts()).isEqualTo(once.coverage().counts());
        }
    }

    @Test
    void anotherSeedIsAnotherRun() {
        assertThat(run(Family.SWARM, 1).trace()).isNotEqualTo(run(Family.SWARM, 2).trace());
    }

    @ParameterizedTest
    @EnumSource
    void everyFamilySurvivesItsTroubles(Family family) {
        for (long seed = 7; seed <= 9; seed++) {
            World.Run run = run(family, seed);
            assertThat(run.violation()).as("seed %d", seed).isNull();
            assertThat(run.events()).isGreaterThan(1000);
            assertThat(run.checks()).isGreaterThan(run.events());
            assertThat(run.acknowledged()).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALM", "MIX"})
    void everyTroubleOfAFamilyHappens(Family family) {
        long happened = 0;
        for (long seed = 1; seed <= 3; seed++) {
            happened +=
                    run(family, seed).coverage().counts().keySet().stream()
                            .filter(what ->
                                    what.startsWith("took effect") || what.startsWith("disk"))
                            .count();
        }
        assertThat(happened).isPositive();
    }

    /** Whatever failed once is tried with every change; the length is the one it failed at. */
    @Test
    void seedsThatFailedDoNotFailAgain() throws IOException, Seeds.Unusable {
        int tried = 0;
        try (InputStream file = TrialTest.class.getResourceAsStream("/seeds.txt")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
            for (Seeds next : Seeds.read(text.lines().toList())) {
                assertThat(Trial.run(next.family().word(), next.seed(), 1)).isNull();
                tried++;
            }
        }
        assertThat(tried).isPositive();
    }

    @Test
    void anUnknownFamilyIsNamed() {
        assertThatThrownBy(() -> Family.of("worm"))
                .hasMessage(
                        "no such family: worm; there are mix, swarm, calm, crash, power,"
                                + " partition, network, disk, clock, rot, transfer,"
                                + " members, stale, lease, succession, ahead, lies");
    }

    @Test
    void theEntryForChangedCodeTellsNothingOfWhatIsWell() {
        assertThat(Trial.run("transfer", 3, 1)).isNull();
    }
}
