package io.jangada.sim.explore;

import io.jangada.raft.Standing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * No dead end: once nothing fails any more, a leader is elected, all that was committed is still
 * there, and every server commits the leader's whole log. Runs one fair continuation, always the
 * same: every write becomes durable, every letter arrives, and servers time out one after the
 * other.
 */
final class Healing {
    static final String NAME = "healing";
    private static final int ROUNDS_PER_SERVER = 4;
    private static final int DELIVERIES_MAX = 5000;

    private final Servers servers;
    private final Ids<History> histories;
    private final int count;
    private final int[] locals;
    private final ArrayDeque<Integer> letters = new ArrayDeque<>();
    private @Nullable Violation failure;

    /** One event of it, at a server that was in the state of this number. */
    record Event(int server, int local, int event) {}

    private final List<Event> events = new ArrayList<>();

    Healing(Servers servers, Ids<History> histories, int count) {
        this.servers = servers;
        this.histories = histories;
        this.count = count;
        locals = new int[count + 1];
    }

    /** What the last one went through. */
    List<Event> events() {
        return List.copyOf(events);
    }

    /** How it fails from {@code state}, or null. */
    @Nullable Violation fails(State state) {
        failure = null;
        events.clear();
        letters.clear();
        for (int server = 1; server <= count; server++) {
            locals[server] = state.local(server);
        }
        for (int i = state.lettersFrom(); i < state.size; i++) {
            letters.add(state.numbers[i]);
        }
        for (int server = 1; server <= count; server++) {
            for (int peer = 1; peer <= count; peer++) {
                if (state.isBroken(server, peer)) {
                    make(server, Servers.LOST + peer);
                }
            }
            write(server);
        }
        settle();
        long[] committed = histories.value(state.history()).committed;
        for (int round = 0; round < ROUNDS_PER_SERVER * count && failure == null; round++) {
            heartbeats();
            if (failure == null && isHealed(committed)) {
                return null;
            }
            elapse(1 + round % count);
        }
        fail("no leader of all comes of a fair continuation");
        return failure;
    }

    private void heartbeats() {
        for (int server = 1; server <= count && failure == null; server++) {
            if (server(server).leads()) {
                make(server, Servers.HEARTBEAT);
            }
        }
        settle();
    }

    private void elapse(int candidate) {
        for (int server = 1; server <= count && failure == null; server++) {
            make(server, Servers.SILENT);
        }
        if (failure == null && !server(candidate).leads()) {
            make(candidate, Servers.ELAPSE);
        }
        settle();
    }

    private void settle() {
        for (int i = 0; i < DELIVERIES_MAX && failure == null; i++) {
            Integer letter = letters.poll();
            if (letter == null) {
                return;
            }
            make(servers.letters.value(letter).to(), Servers.LETTER + letter);
        }
        fail("the servers never come to rest");
    }

    private void make(int server, int event) {
        step(server, event);
        write(server);
    }

    private void write(int server) {
        while (failure == null && !server(server).disk.ordered().isEmpty()) {
            step(server, server(server).disk.canSave() ? Servers.SAVE : Servers.FORCE);
        }
    }

    private void step(int server, int event) {
        events.add(new Event(server, locals[server], event));
        Effect effect = servers.effect(locals[server], event);
        Violation broken = effect.violation();
        if (broken != null) {
            failure = new Violation(broken.invariant(), broken.sentence() + ", some time later");
            return;
        }
        locals[server] = effect.next();
        for (int letter : effect.sent()) {
            letters.add(letter);
        }
    }

    private void fail(String sentence) {
        if (failure == null) {
            failure = new Violation(NAME, sentence);
        }
    }

    private Local server(int server) {
        return servers.locals.value(locals[server]);
    }

    private boolean isHealed(long[] committed) {
        Local leader = null;
        for (int server = 1; server <= count; server++) {
            Local each = server(server);
            if (each.standing == Standing.LEADER) {
                if (leader != null) {
                    return false;
                }
                leader = each;
            }
        }
        return leader != null
                && World.isPrefix(committed, committed.length, leader.log)
                && follow(leader);
    }

    private boolean follow(Local leader) {
        for (int server = 1; server <= count; server++) {
            Local each = server(server);
            boolean same =
                    each.term == leader.term
                            && each.commit == leader.log.length
                            && each.log.length == leader.log.length
                            && World.isPrefix(leader.log, leader.log.length, each.disk.log());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
