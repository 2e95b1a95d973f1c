package io.jangada.sim.seed;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which troubles a seed may have. */
public enum Family {
    /** What the others have, most of all {@link #SWARM}: which one the seed says. */
    MIX(EnumSet.noneOf(Kind.class)),
    /** Any of them, half of the kinds switched off by each seed. */
    SWARM(EnumSet.allOf(Kind.class)),
    CALM(EnumSet.noneOf(Kind.class)),
    CRASH(EnumSet.of(Kind.CRASH)),
    POWER(EnumSet.of(Kind.POWER, Kind.CUT_OFF_START)),
    PARTITION(EnumSet.of(Kind.PARTITION)),
    NETWORK(EnumSet.of(Kind.PARTITION, Kind.CLOG, Kind.RESET, Kind.STORM)),
    DISK(EnumSet.of(Kind.DISK_FAULT, Kind.SLOW_DISK, Kind.FULL_DISK)),
    CLOCK(EnumSet.of(Kind.PAUSE, Kind.DRIFT, Kind.LEAP)),
    ROT(EnumSet.of(Kind.ROT, Kind.POWER)),
    TRANSFER(EnumSet.of(Kind.TRANSFER));

    /** What can go wrong, as far as it is switched on together. */
    enum Kind {
        CRASH,
        POWER,
        CUT_OFF_START,
        PAUSE,
        DRIFT,
        LEAP,
        PARTITION,
        CLOG,
        RESET,
        STORM,
        SLOW_DISK,
        DISK_FAULT,
        FULL_DISK,
        ROT,
        TRANSFER,
    }

    private final Set<Kind> kinds;

    Family(Set<Kind> kinds) {
        this.kinds = kinds;
    }

    Set<Kind> kinds() {
        return kinds;
    }

    /** As it is named on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of twenty seeds of the mix three are calm, four have troubles of one kind. */
    Family of(long seed) {
        if (this != MIX) {
            return this;
        }
        Family[] others = {CRASH, POWER, PARTITION, NETWORK, DISK, CLOCK, ROT, TRANSFER};
        int place = (int) Math.floorMod(seed, 20L);
        if (place < 4) {
            return others[(int) Math.floorMod(seed / 20 * 4 + place, (long) others.length)];
        }
        return place < 7 ? CALM : SWARM;
    }

    /** The family of this name. */
    public static Family of(String word) {
        return Stream.of(values())
                .filter(family -> family.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no such family: %s; there are %s".formatted(word, words())));
    }

    public static String words() {
        return Stream.of(values()).map(Family::word).collect(Collectors.joining(", "));
    }
}
