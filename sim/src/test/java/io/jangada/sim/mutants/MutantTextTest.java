package io.jangada.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class MutantTextTest {
    private static final String HEAD =
            """
            title: something is wrong
            breaks: M1, bug 2
            killer: I9, L1
            engine: sim power cut
            """;

    @Test
    void aMutantIsWhatItsFileSays() throws Misfit {
        String text =
                HEAD
                        + """
                        seed: 17

                        @@ raft/A.java
                        ---
                            one();
                            two();
                        +++
                            two();
                        ---
                        three
                        +++

                        @@ node/B.java
                        ---
                        four
                        +++
                        five
                        """;
        assertThat(MutantText.parse("M1", text))
                .isEqualTo(
                        new Mutant(
                                "M1",
                                "something is wrong",
                                "M1, bug 2",
                                List.of("I9", "L1"),
                                Engine.SIM,
                                "power cut",
                                17,
                                null,
                                List.of(
                                        new Edit("raft/A.java", "one();\n    two();", "two();"),
                                        new Edit("raft/A.java", "three", ""),
                                        new Edit("node/B.java", "four", "five"))));
    }

    @Test
    void aMutantMayWait() throws Misfit {
        Mutant mutant = MutantText.parse("M4", HEAD + "waits: there is no such thing yet\n");
        assertThat(mutant.waits()).isEqualTo("there is no such thing yet");
        assertThat(mutant.edits()).isEmpty();
    }

    @Test
    void whatIsMissingOrUnknownIsRefused() {
        String edit = "\n@@ a/A.java\n---\nfind\n+++\nput\n";
        refused(HEAD, "it either waits or changes something");
        refused(HEAD + "waits: for rain\n" + edit, "it either waits or changes something");
        refused(HEAD.replace("title", "tittle") + edit, "what is the line \"tittle:");
        refused(HEAD.replaceFirst("title.*\n", "") + edit, "its title is missing");
        refused(HEAD + "title: again\n" + edit, "title is said twice");
        refused(HEAD.replace("I9", "I25") + edit, "I25 is no invariant");
        refused(HEAD.replace("sim", "slim") + edit, "slim is no engine");
        refused(HEAD + "seed: many\n" + edit, "many is no seed");
        refused(HEAD + "\nstray\n" + edit, "what is the line \"stray\"");
        refused(HEAD + "\n---\nfind\n+++\nput\n", "a replacement is @@, ---, +++");
        refused(HEAD + "\n@@ a/A.java\n---\nfind\n", "a replacement is @@, ---, +++");
        refused(HEAD + "\n@@ a/A.java\n+++\nput\n", "a replacement is @@, ---, +++");
        refused(HEAD + "\n@@ a/A.java\n---\n+++\nput\n", "a replacement is @@, ---, +++");
    }

    private static void refused(String text, String sentence) {
        assertThatThrownBy(() -> MutantText.parse("M1", text))
                .isInstanceOf(Misfit.class)
                .hasMessageContaining("mutant M1: " + sentence);
    }
}
