package io.jangada.sim.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a world is explored.
 *
 * @param servers how many, 1 to 5
 * @param terms no server campaigns for a later term than this one
 * @param entries commands that clients propose, besides each leader's no-op
 * @param crashes power cuts, each followed by a restart
 * @param duplicates messages that arrive twice
 * @param drops messages whose loss the sender learns of; all others may be late for ever anyway
 * @param heartbeats heartbeats, and appends without entries, that arrive; with 0 no heartbeat is
 *     ever due either
 */
public record Bounds(
        int servers,
        int terms,
        int entries,
        int crashes,
        int duplicates,
        int drops,
        int heartbeats) {
    private static final int SERVERS_MAX = 5;

    /** What one server's number of each kind of event is at most, so that they fit in one int. */
    private static final int EVENTS_MAX = 15;

    public Bounds {
        require("servers", servers, 1, SERVERS_MAX);
        require("terms", terms, 1, EVENTS_MAX);
        require("entries", entries, 0, 7);
        require("crashes", crashes, 0, EVENTS_MAX);
        require("duplicates", duplicates, 0, EVENTS_MAX);
        require("drops", drops, 0, EVENTS_MAX);
        require("heartbeats", heartbeats, 0, EVENTS_MAX);
    }

    private static void require(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    /**
     * From {@code servers=3 terms=2 entries=1 …}; what is not named is 0, one term, three servers.
     */
    public static Bounds parse(String text) {
        int[] values = {3, 1, 0, 0, 0, 0, 0};
        for (String word : text.trim().split("\\s+", -1)) {
            int equals = word.indexOf('=');
            int name = NAMES.indexOf(equals < 0 ? word : word.substring(0, equals));
            if (name < 0 || equals < 0) {
                throw new IllegalArgumentException("not a bound: " + word);
            }
            values[name] = Integer.parseInt(word.substring(equals + 1));
        }
        return new Bounds(
                values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    }

    private static final List<String> NAMES =
            List.of("servers", "terms", "entries", "crashes", "duplicates", "drops", "heartbeats");

    /** As {@link #parse} reads it, all of them. */
    @Override
    public String toString() {
        int[] values = {servers, terms, entries, crashes, duplicates, drops, heartbeats};
        List<String> words = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            words.add(NAMES.get(i) + "=" + values[i]);
        }
        return String.join(" ", words);
    }
}
