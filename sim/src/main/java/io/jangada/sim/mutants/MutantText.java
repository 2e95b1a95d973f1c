package io.jangada.sim.mutants;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a mutant's file: lines {@code word: value} up to the first empty line, then for each file
 * {@code @@ path}, and for each replacement {@code ---}, what is found, {@code +++}, what is put.
 * Blanks around what is found and what is put do not count.
 */
final class MutantText {
    private static final Set<String> MUST = Set.of("title", "breaks", "killer", "engine");
    private static final Set<String> MAY = Set.of("seed", "waits");

    private final String id;
    private final Map<String, String> head = new TreeMap<>();
    private final List<Edit> edits = new ArrayList<>();

    private MutantText(String id) {
        this.id = id;
    }

    static Mutant parse(String id, String text) throws Misfit {
        MutantText reader = new MutantText(id);
        List<String> lines = text.lines().toList();
        int empty = lines.indexOf("");
        int body = empty < 0 ? lines.size() : empty;
        for (String line : lines.subList(0, body)) {
            reader.head(line);
        }
        reader.body(lines.subList(body, lines.size()));
        return reader.mutant();
    }

    private Misfit misfit(String sentence) {
        return new Misfit("mutant " + id + ": " + sentence);
    }

    private void head(String line) throws Misfit {
        int colon = line.indexOf(": ");
        String word = colon < 0 ? line : line.substring(0, colon);
        if (colon < 0 || !(MUST.contains(word) || MAY.contains(word))) {
            throw misfit("what is the line \"" + line + "\"?");
        }
        if (head.put(word, line.substring(colon + 2).strip()) != null) {
            throw misfit(word + " is said twice");
        }
    }

    private void body(List<String> lines) throws Misfit {
        String file = null;
        StringBuilder find = null;
        StringBuilder put = null;
        for (String line : lines) {
            if (line.startsWith("@@ ") || line.equals("---")) {
                add(file, find, put);
                file = line.equals("---") ? file : line.substring(3);
                find = line.equals("---") ? new StringBuilder() : null;
                put = null;
            } else if (line.equals("+++")) {
                put = new StringBuilder();
            } else if (put != null) {
                put.append(line).append('\n');
            } else if (find != null) {
                find.append(line).append('\n');
            } else if (!line.isEmpty()) {
                throw misfit("what is the line \"" + line + "\"?");
            }
        }
        add(file, find, put);
    }

    private void add(
            @Nullable String file, @Nullable StringBuilder find, @Nullable StringBuilder put)
            throws Misfit {
        if (find == null && put == null) {
            return;
        }
        if (file == null || find == null || put == null || find.toString().isBlank()) {
            throw misfit("a replacement is @@, ---, +++, and something to find");
        }
        edits.add(new Edit(file, find.toString().strip(), put.toString().strip()));
    }

    private Mutant mutant() throws Misfit {
        for (String word : MUST) {
            if (!head.containsKey(word)) {
                throw misfit("its " + word + " is missing");
            }
        }
        String waits = head.get("waits");
        if ((waits == null) == edits.isEmpty()) {
            throw misfit("it either waits or changes something");
        }
        List<String> killers = List.of(value("killer").split(", *", -1));
        for (String killer : killers) {
            if (!killer.matches("I([1-9]|1[0-9]|2[0-4])|L1")) {
                throw misfit(killer + " is no invariant");
            }
        }
        String[] engine = value("engine").split(" ", 2);
        return new Mutant(
                id,
                value("title"),
                value("breaks"),
                killers,
                engine(engine[0]),
                engine.length == 1 ? "" : engine[1],
                seed(),
                waits,
                edits);
    }

    private String value(String word) {
        return head.getOrDefault(word, "");
    }

    private Engine engine(String word) throws Misfit {
        try {
            return Engine.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw misfit(word + " is no engine");
        }
    }

    private long seed() throws Misfit {
        try {
            return Long.parseLong(head.getOrDefault("seed", "0"));
        } catch (NumberFormatException wrong) {
            throw misfit(value("seed") + " is no seed");
        }
    }
}
