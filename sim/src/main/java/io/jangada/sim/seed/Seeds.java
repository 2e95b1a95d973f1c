package io.jangada.sim.seed;

import java.util.ArrayList;
import java.util.List;

/**
 * Seeds that somebody kept: {@code FAMILY SEED} in each line, and lines of comment that begin with
 * {@code #}. A line {@code worlds N} says of which {@link Draw#WORLDS} those behind it are.
 *
 * @param seed any number
 */
public record Seeds(Family family, long seed) {
    /** A file, or a seed, that this program cannot do anything with; the message says why. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /** All of {@code lines}, in their order. */
    public static List<Seeds> read(List<String> lines) throws Unusable {
        List<Seeds> seeds = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" +", -1);
            if (words.length != 2 || !words[1].matches("-?[0-9]{1,18}")) {
                throw new Unusable("line %d: not FAMILY SEED: %s".formatted(i + 1, line));
            }
            long number = Long.parseLong(words[1]);
            try {
                if (words[0].equals("worlds")) {
                    requireWorlds(number);
                } else {
                    seeds.add(new Seeds(Family.of(words[0]), number));
                }
            } catch (IllegalArgumentException | Unusable strange) {
                throw new Unusable("line %d: %s".formatted(i + 1, strange.getMessage()));
            }
        }
        if (seeds.isEmpty()) {
            throw new Unusable("there is no seed in it");
        }
        return seeds;
    }

    /** Throws when a seed of {@code worlds} would be another run here. */
    public static void requireWorlds(long worlds) throws Unusable {
        if (worlds != Draw.WORLDS) {
            throw new Unusable(
                    "seeds of worlds %d are other runs here, where worlds are %d; run them with the version that found them"
                            .formatted(worlds, Draw.WORLDS));
        }
    }
}
