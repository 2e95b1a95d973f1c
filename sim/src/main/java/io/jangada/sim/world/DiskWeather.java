package io.jangada.sim.world;

import io.jangada.sim.chance.Choice;
import io.jangada.sim.disk.SimDisk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** How one machine's disk is: how slow, how full, and what fails next. */
final class DiskWeather implements SimDisk.Faults {
    /** The machine lost its power, or the process died, in the middle of something. */
    static final class PowerLost extends Error {
        private static final long serialVersionUID = 1;

        PowerLost() {
            super("the power is cut", null, false, false);
        }
    }

    private final World<?> world;
    private final Choice choice;
    private final Inside inside;
    private final List<Trouble.DiskFault> waiting = new ArrayList<>();
    private final List<Trouble.NthFault> numbered = new ArrayList<>();
    private final EnumMap<SimDisk.Kind, Long> counts = new EnumMap<>(SimDisk.Kind.class);
    private long hurtAt;
    private double times = 1;
    private long slowUntil;
    private long fullUntil;
    private int operationsLeft = -1;
    private boolean hurt;

    DiskWeather(World<?> world, Choice choice, Inside inside) {
        this.world = world;
        this.choice = choice;
        this.inside = inside;
    }

    Choice choice() {
        return choice;
    }

    void slow(double newTimes, long until) {
        times = newTimes;
        slowUntil = until;
    }

    void full(long until) {
        fullUntil = until;
    }

    void add(Trouble.DiskFault fault) {
        waiting.add(fault);
    }

    void add(Trouble.NthFault fault) {
        numbered.add(fault);
    }

    /** From now on it is a good disk. */
    void heal() {
        waiting.clear();
        numbered.clear();
        slowUntil = 0;
        fullUntil = 0;
        inside.heal();
    }

    /** Whether a fault took effect since it was last forgotten. */
    boolean hurt() {
        return hurt;
    }

    void forget() {
        hurt = false;
    }

    /** A start begins, to be cut off after so many operations; -1 when it is not. */
    void opening(int operations) {
        operationsLeft = operations;
    }

    void opened() {
        operationsLeft = -1;
    }

    @Override
    public SimDisk.Fault next(SimDisk.Kind kind, String file) {
        if (operationsLeft >= 0 && operationsLeft-- == 0) {
            throw new PowerLost();
        }
        inside.meets(kind, file);
        if (isNumbered(kind)) {
            hurtNow();
            world.coverage().count("disk fails at a number");
            return SimDisk.Fault.IO_ERROR;
        }
        Trouble.DiskFault due = due(kind, file);
        if (due != null) {
            hurtNow();
            world.coverage().count("took effect DiskFault");
            world.coverage().count("disk " + due.fault() + " at " + kind);
            return due.fault();
        }
        if (kind == SimDisk.Kind.CREATE && fullUntil > world.agenda().now()) {
            hurtNow();
            world.coverage().count("took effect FullDisk");
            return SimDisk.Fault.NO_SPACE;
        }
        return SimDisk.Fault.NONE;
    }

    private void hurtNow() {
        hurt = true;
        hurtAt = world.agenda().now();
    }

    /** When the member was last told of a fault. */
    long hurtAt() {
        return hurtAt;
    }

    private boolean isNumbered(SimDisk.Kind kind) {
        if (numbered.isEmpty()) {
            return false;
        }
        long number = counts.merge(kind, 1L, Long::sum);
        return numbered.stream()
                .anyMatch(fault -> fault.kind() == kind && fault.number() == number);
    }

    private Trouble.@Nullable DiskFault due(SimDisk.Kind kind, String file) {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).kind() == kind && file.startsWith(waiting.get(i).file())) {
                return waiting.remove(i);
            }
        }
        return null;
    }

    @Override
    public long latency(SimDisk.Kind kind, String file, long bytes) {
        long taken = taken();
        if (hurtAt == world.agenda().now()) {
            // A write that fails is told of when it is complete.
            hurtAt += taken;
        }
        return taken;
    }

    private long taken() {
        Setup.Pace pace = world.setup().pace();
        double nanos = (double) choice.spread(pace.diskMin(), pace.diskMax());
        if (slowUntil > world.agenda().now()) {
            world.coverage().count("took effect SlowDisk");
            // A stuck disk goes on at once when it is not stuck any more.
            return (long)
                    Math.min(nanos * times, (double) (slowUntil - world.agenda().now()) + nanos);
        }
        return (long) nanos;
    }
}
