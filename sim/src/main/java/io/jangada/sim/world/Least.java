package io.jangada.sim.world;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run does at least that has troubles for a minute or longer: a run in which little happens
 * proves little. Clients go on until it is reached. What lost its majority for good is excused, for
 * nothing can be written then.
 */
public final class Least {
    /** Nanoseconds of troubles, from which on this is asked for. */
    public static final long LENGTH = 60_000_000_000L;

    public static final long EVENTS = 20_000;
    public static final long WRITES = 100;

    /** The first, and one change. */
    public static final long LEADERS = 2;

    /** Nanoseconds after which clients stop all the same. */
    static final long LONGEST = 600_000_000_000L;

    /** What a run counts that could not heal, and need not. */
    static final String NO_MAJORITY = "no majority left";

    static final String EXCUSED = "excused: a majority has a tail that only a leader repairs";

    private Least() {}

    static boolean isReached(long events, long acknowledged) {
        return events >= EVENTS && acknowledged >= WRITES;
    }

    /** Null, or one sentence on what {@code run} did not reach without an excuse. */
    public static @Nullable String missed(World.Run run) {
        if (run.coverage().of(NO_MAJORITY) + run.coverage().of(EXCUSED) > 0) {
            return null;
        }
        List<String> missed = new ArrayList<>();
        if (run.nanos() < LENGTH) {
            missed.add("%.1f simulated seconds".formatted((double) run.nanos() / 1e9));
        }
        if (run.events() < EVENTS) {
            missed.add(run.events() + " events");
        }
        if (run.acknowledged() < WRITES) {
            missed.add(run.acknowledged() + " writes acknowledged");
        }
        if (run.leaders() < LEADERS) {
            missed.add(run.leaders() + " leaders elected");
        }
        return missed.isEmpty()
                ? null
                : "seed %d reached only %s".formatted(run.seed(), String.join(", ", missed));
    }
}
