package io.jangada.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Several real cores and the messages between them, in a bag: nothing is delivered, lost or made
 * durable unless a scenario says so. Writes are durable at once while {@link #diskIsPrompt}.
 */
final class Fleet {
    /** A message under way. */
    record Letter(ServerId from, ServerId to, Message message) {}

    private final TreeMap<ServerId, OneServer> servers = new TreeMap<>();
    private final List<ServerId> down = new ArrayList<>();
    private final List<ServerId> isolated = new ArrayList<>();
    private final List<Letter> bag = new ArrayList<>();
    private final BiConsumer<ServerId, Output> observer;
    private boolean diskIsPrompt = true;

    /** {@code observer} is told everything that a server puts out. */
    Fleet(BiConsumer<ServerId, Output> observer) {
        this.observer = observer;
    }

    void add(OneServer server) {
        servers.put(server.self(), server);
    }

    OneServer server(ServerId id) {
        return Objects.requireNonNull(servers.get(id), "no server " + id);
    }

    List<OneServer> servers() {
        return List.copyOf(servers.values());
    }

    boolean isDown(ServerId id) {
        return down.contains(id);
    }

    void diskIsPrompt(boolean prompt) {
        diskIsPrompt = prompt;
        servers().forEach(this::collect);
    }

    void step(ServerId id, Input input) {
        Check.that(!isDown(id), "server " + id + " is down");
        collect(server(id).step(input));
    }

    void persist(ServerId id) {
        collect(server(id).persist());
    }

    void save(ServerId id, int count) {
        collect(server(id).persistHardState(count));
    }

    void force(ServerId id, int count) {
        collect(server(id).persistLog(count));
    }

    /** Crash and restart in one moment; what is under way stays under way. */
    void reboot(ServerId id, int saves, int entries, long suspectFrom) {
        server(id).reboot(saves, entries, suspectFrom);
    }

    void crash(ServerId id) {
        server(id).crash();
        down.add(id);
        bag.removeIf(letter -> letter.to().equals(id));
    }

    void restart(ServerId id) {
        down.remove(id);
    }

    /** Cuts a server off: what it sends and what is sent to it is lost. */
    void isolate(ServerId id) {
        isolated.add(id);
        bag.removeIf(letter -> letter.to().equals(id) || letter.from().equals(id));
    }

    void heal() {
        isolated.clear();
    }

    List<Letter> bag() {
        return List.copyOf(bag);
    }

    int drop(Predicate<Letter> which) {
        int before = bag.size();
        bag.removeIf(which);
        return before - bag.size();
    }

    /** Delivers the oldest letter of this kind; false when there is none. */
    boolean deliverOne(Predicate<Letter> which, Consumer<Letter> announce) {
        for (Letter letter : bag) {
            if (which.test(letter)) {
                bag.remove(letter);
                arrive(letter, announce);
                return true;
            }
        }
        return false;
    }

    /** Delivers the {@code number}th of this kind, from 1. */
    void deliver(Predicate<Letter> which, int number, Consumer<Letter> announce) {
        arrive(bag.remove(place(which, number)), announce);
    }

    /** The same, and it stays under way. */
    void copy(Predicate<Letter> which, int number, Consumer<Letter> announce) {
        arrive(bag.get(place(which, number)), announce);
    }

    private int place(Predicate<Letter> which, int number) {
        int seen = 0;
        for (int place = 0; place < bag.size(); place++) {
            if (which.test(bag.get(place)) && ++seen == number) {
                return place;
            }
        }
        throw new IllegalStateException("no such letter is under way");
    }

    private void arrive(Letter letter, Consumer<Letter> announce) {
        announce.accept(letter);
        step(letter.to(), new Input.Receive(letter.from(), letter.message()));
    }

    private void collect(OneServer server) {
        if (diskIsPrompt) {
            server.persist();
        }
        for (Output output : server.outputs()) {
            observer.accept(server.self(), output);
            if (output instanceof Output.Send send) {
                post(new Letter(server.self(), send.to(), send.message()));
            }
        }
        server.forget();
    }

    private void post(Letter letter) {
        if (!isolated.contains(letter.from())
                && !isolated.contains(letter.to())
                && !down.contains(letter.to())) {
            bag.add(letter);
        }
    }
}
