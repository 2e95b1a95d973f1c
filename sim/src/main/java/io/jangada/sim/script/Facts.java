package io.jangada.sim.script;

import io.jangada.raft.Bytes;
import io.jangada.raft.Input;
import io.jangada.raft.Malformed;
import io.jangada.raft.Output;
import io.jangada.raft.Probes;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Standing;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a tick was about. A core in a scenario has no clock: what time brings about are facts, and
 * these are found by trying which of them lead from the state before the tick to the one after it.
 */
final class Facts {
    /** Of the timers, besides two for each server. */
    private static final int NUMBERS_BEHIND_NOW = 4;

    private final int servers;
    private final Settings settings;

    Facts(int servers, Settings settings) {
        this.servers = servers;
        this.settings = settings;
    }

    /** The state, with the sizes of entries only where it may send some. */
    static Bytes before(Raft raft) {
        return raft.status().standing() == Standing.LEADER ? raft.encode() : raft.encode(0);
    }

    /**
     * The steps at {@code at} that do the same as the tick did; null when none are found.
     *
     * @param origin of time, in the first tick of this start
     */
    @Nullable List<Step> of(
            ServerId at, long origin, Bytes before, Raft after, List<Output> outputs) {
        byte[] state = timeless(after.encode(0), origin);
        Raft was = decoded(before);
        if (outputs.isEmpty() && Arrays.equals(timeless(was.encode(0), origin), state)) {
            return List.of();
        }
        boolean led = was.status().standing() == Standing.LEADER;
        for (List<Step> each : led ? ofLeader(at) : ofOthers(at)) {
            Raft raft = decoded(before);
            List<Output> ordered = new ArrayList<>();
            each.forEach(step -> ordered.addAll(raft.step(input(step))));
            if (kinds(ordered).equals(kinds(outputs))
                    && Arrays.equals(timeless(raft.encode(0), origin), state)) {
                return each;
            }
        }
        return null;
    }

    private Raft decoded(Bytes state) {
        try {
            return Raft.decode(state, settings, (min, _) -> min, Probes.NONE);
        } catch (Malformed malformed) {
            throw new IllegalStateException("a state decodes from its own encoding", malformed);
        }
    }

    private static Input input(Step step) {
        return switch (step) {
            case Step.Silence _ -> new Input.LeaderSilent();
            case Step.Elapse _ -> new Input.ElectionElapsed();
            case Step.Heartbeat _ -> new Input.HeartbeatDue();
            case Step.QuorumSilent _ -> new Input.QuorumSilent();
            case Step.Lost(_, var peer) -> new Input.Lost(peer);
            default -> throw new IllegalArgumentException("time does not bring " + step);
        };
    }

    private List<List<Step>> ofOthers(ServerId at) {
        Step silence = new Step.Silence(at);
        Step elapse = new Step.Elapse(at);
        Step heartbeat = new Step.Heartbeat(at);
        return List.of(
                List.of(heartbeat),
                List.of(silence),
                List.of(elapse),
                List.of(silence, heartbeat),
                List.of(elapse, heartbeat));
    }

    /** The fewest that make no progress first. */
    private List<List<Step>> ofLeader(ServerId at) {
        List<List<Step>> all = new ArrayList<>();
        all.add(List.of(new Step.QuorumSilent(at)));
        for (int stuck = 0; stuck < 1 << servers; stuck++) {
            List<Step> lost = new ArrayList<>();
            for (int peer = 1; peer <= servers; peer++) {
                if ((stuck & (1 << (peer - 1))) != 0) {
                    lost.add(new Step.Lost(at, new ServerId(peer)));
                }
            }
            for (int more = 0; more < 4; more++) {
                List<Step> steps = new ArrayList<>(lost);
                if (more >= 2) {
                    steps.add(new Step.Elapse(at));
                }
                if (more % 2 == 1) {
                    steps.add(new Step.Heartbeat(at));
                }
                all.add(steps);
            }
        }
        all.sort(Comparator.comparingInt(List::size));
        return all;
    }

    /** In any order: what a role becomes is told at the end of each step. */
    private static List<String> kinds(List<Output> outputs) {
        return outputs.stream()
                .map(output ->
                        output instanceof Output.Send(var to, var message)
                                ? to + " " + message.getClass()
                                : output.toString())
                .sorted()
                .toList();
    }

    /**
     * Without the timers, which are the end of an encoding: a flag, the origin of time in eight
     * bytes, and numbers, of which the first says how much time went by.
     */
    private byte[] timeless(Bytes encoding, long origin) {
        byte[] all = encoding.toArray();
        int end = all.length;
        for (int number = 0; number < NUMBERS_BEHIND_NOW + 2 * servers; number++) {
            end--;
            while (all[end - 1] < 0) {
                end--;
            }
        }
        do {
            end--;
        } while (fixed(all, end) != origin && fixed(all, end) != 0);
        return Arrays.copyOf(all, end - Long.BYTES - 1);
    }

    private static long fixed(byte[] all, int end) {
        return ByteBuffer.wrap(all).getLong(end - Long.BYTES);
    }
}
