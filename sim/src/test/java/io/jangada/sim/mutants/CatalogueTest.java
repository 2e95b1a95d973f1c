package io.jangada.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class CatalogueTest {
    /** Tests run in the folder of their module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyMutantApplies() throws IOException, Misfit {
        List<Mutant> mutants = Catalogue.read(ROOT);
        for (Mutant mutant : mutants) {
            assertThat(Catalogue.changed(ROOT, mutant).isEmpty())
                    .as(mutant.id())
                    .isEqualTo(mutant.waits() != null);
        }
        assertThat(mutants).extracting(Mutant::id).contains("M1", "M22", "X1", "X9", "bug-14");
        assertThat(mutants).filteredOn(each -> each.waits() == null).hasSizeGreaterThan(35);
    }

    /** What a mutant stands for is described in docs/RULES.md. */
    @Test
    void everyMutantBreaksRulesThatAreWrittenDown() throws IOException, Misfit {
        String rules = Files.readString(ROOT.resolve("docs/RULES.md"));
        for (Mutant mutant : Catalogue.read(ROOT)) {
            for (String rule : mutant.breaks().split(", ", -1)) {
                String cell = "| " + rule.replace("bug ", "") + " | ";
                assertThat(rules.contains(cell)).as(mutant.id() + ": " + cell).isTrue();
            }
            assertThat(mutant.breaks()).contains(mutant.id().replace("-", " "));
        }
    }

    @Test
    void mutantsAreInTheOrderOfTheirNumbers(@TempDir Path folder) throws IOException, Misfit {
        Path mutants = Files.createDirectories(folder.resolve(Catalogue.FOLDER));
        String text = "title: t\nbreaks: b\nkiller: I1\nengine: sim\nwaits: w\n";
        for (String id : List.of("bug-10", "X2", "M10", "bug-9", "M9")) {
            Files.writeString(mutants.resolve(id + ".txt"), text);
        }
        Files.writeString(mutants.resolve("README.md"), "no mutant");
        assertThat(Catalogue.read(folder))
                .extracting(Mutant::id)
                .containsExactly("M9", "M10", "X2", "bug-9", "bug-10");
    }

    @Test
    void severalReplacementsOfOneFileAreMadeOneAfterTheOther(@TempDir Path folder)
            throws IOException, Misfit {
        Clone clone = Clone.in(folder);
        Mutant mutant =
                Clone.mutant("", Clone.limit("4"), new Edit(Clone.RULE, "LIMIT + LIMIT", "LIMIT"));
        assertThat(Catalogue.changed(clone.root(), mutant).get(Clone.RULE))
                .contains("LIMIT = 4;", "return LIMIT;\n    }\n}")
                .doesNotContain("LIMIT + LIMIT");
        assertThat(clone.root().resolve(Clone.RULE)).content().contains("LIMIT = 3;");
    }

    @Test
    void whatDoesNotFitIsRefused(@TempDir Path folder) throws IOException {
        Clone clone = Clone.in(folder);
        refused(clone, new Edit(Clone.RULE, "LIMIT = 5", "LIMIT = 4"), "does not have the text");
        refused(clone, new Edit(Clone.RULE, "LIMIT", "MAX"), "has more than once the text LIMIT");
        refused(clone, new Edit(Clone.RULE, "LIMIT = 3", "LIMIT = 3"), "would not change");
        refused(clone, new Edit("raft/Gone.java", "LIMIT", "MAX"), "raft/Gone.java is no file");
    }

    private static void refused(Clone clone, Edit edit, String sentence) {
        assertThatThrownBy(() -> Catalogue.changed(clone.root(), Clone.mutant("", edit)))
                .isInstanceOf(Misfit.class)
                .hasMessageContaining("mutant M1: ")
                .hasMessageContaining(sentence);
    }
}
