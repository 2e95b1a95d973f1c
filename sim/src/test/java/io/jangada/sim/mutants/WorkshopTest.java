package io.jangada.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

class WorkshopTest {
    @TempDir Path folder;

    @Test
    void everyMutantCompiles() throws IOException, Misfit {
        int checked = 0;
        try (Workshop workshop =
                new Workshop(CatalogueTest.ROOT, System.getProperty("java.class.path"))) {
            for (Mutant mutant : Catalogue.read(CatalogueTest.ROOT)) {
                if (mutant.waits() == null) {
                    workshop.check(mutant);
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(35);
    }

    @Test
    void theMutatedClassIsWhatRunsAndNothingElseChanges()
            throws IOException, Misfit, ReflectiveOperationException {
        Clone clone = Clone.in(folder);
        try (Workshop workshop = clone.workshop()) {
            Path classes = workshop.compile(Clone.mutant("", Clone.limit("4")));
            try (URLClassLoader mutated = workshop.loader(classes);
                    URLClassLoader unchanged = workshop.loader(null)) {
                assertThat(limit(mutated, "demo.Rule")).isEqualTo(4);
                assertThat(limit(mutated, "demo.User")).isEqualTo(4);
                assertThat(limit(unchanged, "demo.Rule")).isEqualTo(3);
                assertThat(limit(unchanged, "demo.User")).isEqualTo(3);
            }
        }
    }

    private static Object limit(ClassLoader loader, String type)
            throws ReflectiveOperationException {
        return loader.loadClass(type).getMethod("limit").invoke(null);
    }

    /** Not even the simulator that calls is seen from inside. */
    @Test
    void nothingIsSharedButTheJdk() throws IOException, ReflectiveOperationException {
        Clone clone = Clone.in(folder);
        try (Workshop workshop = clone.workshop();
                URLClassLoader one = workshop.loader(null);
                URLClassLoader other = workshop.loader(null)) {
            Class<?> first = one.loadClass("io.jangada.sim.seed.Trial");
            Class<?> second = other.loadClass("io.jangada.sim.seed.Trial");
            assertThat(first).isNotSameAs(second);
            first.getField("calls").setInt(null, 7);
            assertThat(second.getField("calls").getInt(null)).isZero();
            assertThat(one.loadClass("java.util.List")).isSameAs(java.util.List.class);
            assertThatThrownBy(() -> one.loadClass(Board.class.getName()))
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void theClassesOfAModuleAreAllBuiltAndTheFolderGoes() throws IOException, Misfit {
        Clone clone = Clone.in(folder);
        Path classes;
        try (Workshop workshop = clone.workshop()) {
            classes = workshop.compile(Clone.mutant("", Clone.limit("4")));
            assertThat(classes.resolve("demo/Rule.class")).exists();
            assertThat(classes.resolve("demo/User.class")).exists();
            assertThat(classes.resolve("io")).doesNotExist();
        }
        assertThat(classes.getParent()).doesNotExist();
        assertThat(clone.classes().resolve("demo/Rule.class")).exists();
    }

    @Test
    void whatDoesNotCompileIsRefused() throws IOException {
        Clone clone = Clone.in(folder);
        try (Workshop workshop = clone.workshop()) {
            assertThatThrownBy(() -> workshop.compile(Clone.mutant("", Clone.limit("four"))))
                    .isInstanceOf(Misfit.class)
                    .hasMessageContaining("mutant M1 does not compile")
                    .hasMessageContaining("Rule.java");
            assertThatThrownBy(() -> workshop.check(Clone.mutant("", Clone.limit("four"))))
                    .isInstanceOf(Misfit.class)
                    .hasMessageContaining("mutant M1 does not compile");
        }
        assertThat(Files.exists(clone.root().resolve("target"))).isFalse();
    }
}
