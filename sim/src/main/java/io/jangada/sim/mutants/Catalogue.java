package io.jangada.sim.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All mutants of a clone, and what they make of its sources. */
public final class Catalogue {
    /** Where the files are, from the root of the clone. */
    public static final String FOLDER = "sim/mutants";

    private static final String SUFFIX = ".txt";
    private static final Comparator<Mutant> ORDER =
            Comparator.<Mutant>comparingInt(mutant -> mutant.id().length() > 4 ? 1 : 0)
                    .thenComparing(mutant -> mutant.id().replaceAll("[0-9].*", ""))
                    .thenComparingInt(mutant -> number(mutant.id()))
                    .thenComparing(Mutant::id);

    private Catalogue() {}

    private static int number(String id) {
        String digits = id.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** All mutants, M before X before known bugs, each by its number. */
    public static List<Mutant> read(Path root) throws IOException, Misfit {
        List<Path> files;
        try (Stream<Path> all = Files.list(root.resolve(FOLDER))) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
        List<Mutant> mutants = new ArrayList<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            String id = name.substring(0, name.length() - SUFFIX.length());
            mutants.add(MutantText.parse(id, Files.readString(file)));
        }
        mutants.sort(ORDER);
        return mutants;
    }

    /**
     * The changed files of a mutant: path from the root, and text.
     *
     * @throws Misfit if a text that is to be found is missing or not unique, or nothing changes
     */
    public static Map<String, String> changed(Path root, Mutant mutant) throws IOException, Misfit {
        Map<String, String> texts = new HashMap<>();
        for (Edit edit : mutant.edits()) {
            String what = "mutant " + mutant.id() + ": " + edit.file();
            Path file = root.resolve(edit.file());
            if (!Files.isRegularFile(file)) {
                throw new Misfit(what + " is no file");
            }
            String text = texts.get(edit.file());
            if (text == null) {
                text = Files.readString(file);
            }
            int at = text.indexOf(edit.find());
            if (at < 0) {
                throw new Misfit(what + " does not have the text " + edit.find());
            }
            if (text.indexOf(edit.find(), at + 1) >= 0) {
                throw new Misfit(what + " has more than once the text " + edit.find());
            }
            if (edit.find().equals(edit.put())) {
                throw new Misfit(what + " would not change");
            }
            int end = at + edit.find().length();
            texts.put(edit.file(), text.substring(0, at) + edit.put() + text.substring(end));
        }
        return texts;
    }
}
