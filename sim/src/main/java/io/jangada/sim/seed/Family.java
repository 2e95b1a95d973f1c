package io.jangada.sim.seed;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which troubles a seed may have. */
public enum Family {
    /** What the others have, most of all {@link #SWARM}: which one the seed says. */
    MIX,
    /** Any of them, half of the kinds switched off by each seed. */
    SWARM,
    CALM,
    CRASH,
    POWER,
    PARTITION,
    NETWORK,
    DISK,
    CLOCK,
    ROT,
    TRANSFER,
    /** Members that come, go, and get and lose their votes, with troubles beside it. */
    MEMBERS,
    /** A leader that is cut off, and whose clock is slow to tell it so. */
    STALE,
    /**
     * A leader that is cut off, also right after it has handed over, with clocks as different as
     * leases allow.
     */
    LEASE,
    /** Leaders that are cut off one after the other, soon after they were elected. */
    SUCCESSION,
    /** A member whose term is ahead of all others, and whose log is behind. */
    AHEAD,
    /**
     * Disks that lose a write, put it elsewhere, or read what was there before, and say nothing.
     */
    LIES;

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
        STALE,
        LEASE,
        LIE,
        CHANGE,
    }

    Set<Kind> kinds() {
        return switch (this) {
            case MIX, CALM, SUCCESSION, AHEAD -> EnumSet.noneOf(Kind.class);
            case SWARM -> EnumSet.complementOf(EnumSet.of(Kind.LEASE, Kind.LIE, Kind.CHANGE));
            case CRASH -> EnumSet.of(Kind.CRASH);
            case POWER -> EnumSet.of(Kind.POWER, Kind.CUT_OFF_START);
            case PARTITION -> EnumSet.of(Kind.PARTITION);
            case NETWORK -> EnumSet.of(Kind.PARTITION, Kind.CLOG, Kind.RESET, Kind.STORM);
            case DISK -> EnumSet.of(Kind.DISK_FAULT, Kind.SLOW_DISK, Kind.FULL_DISK, Kind.POWER);
            case CLOCK -> EnumSet.of(Kind.PAUSE, Kind.DRIFT, Kind.LEAP);
            case ROT -> EnumSet.of(Kind.ROT, Kind.POWER);
            case TRANSFER -> EnumSet.of(Kind.TRANSFER);
            case MEMBERS ->
                    EnumSet.of(
                            Kind.CHANGE,
                            Kind.CRASH,
                            Kind.POWER,
                            Kind.PARTITION,
                            Kind.RESET,
                            Kind.TRANSFER);
            case STALE -> EnumSet.of(Kind.STALE);
            case LEASE -> EnumSet.of(Kind.LEASE);
            case LIES -> EnumSet.of(Kind.LIE);
        };
    }

    /** As it is named on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its troubles follow one another on purpose; see {@link Scripted}. */
    boolean isScripted() {
        return this == SUCCESSION || this == AHEAD;
    }

    /**
     * Of twenty seeds of the mix two are calm, four have troubles of one kind, one is scripted, two
     * change their members.
     */
    Family of(long seed) {
        if (this != MIX) {
            return this;
        }
        Family[] others = {
            CRASH, POWER, PARTITION, NETWORK, DISK, CLOCK, ROT, TRANSFER, STALE,
        };
        int place = (int) Math.floorMod(seed, 20L);
        if (place < 4) {
            return others[(int) Math.floorMod(seed / 20 * 4 + place, (long) others.length)];
        }
        if (place == 6) {
            return Math.floorMod(seed / 20, 2L) == 0 ? SUCCESSION : AHEAD;
        }
        return place < 6 ? CALM : place < 9 ? MEMBERS : SWARM;
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
