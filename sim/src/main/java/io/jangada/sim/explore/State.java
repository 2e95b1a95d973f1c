package io.jangada.sim.explore;

import java.util.Arrays;

/**
 * A world in a few numbers: each server, how much of each bound is used, which leaders have still
 * to be told of a lost connection, the history, and the letters under way in rising order. A
 * mutable buffer that is written anew for each state.
 */
final class State {
    private static final int USED_BITS = 4;

    /** What counts towards a bound, by its place among the used. */
    static final int ENTRIES = 0;

    static final int CRASHES = 1;
    static final int DUPLICATES = 2;
    static final int DROPS = 3;
    static final int HEARTBEATS = 4;

    final int servers;
    int[] numbers;
    int size;

    State(int servers) {
        this.servers = servers;
        numbers = new int[servers + 64];
        size = servers + 3;
    }

    void set(State other) {
        room(other.size);
        System.arraycopy(other.numbers, 0, numbers, 0, other.size);
        size = other.size;
    }

    int local(int server) {
        return numbers[server - 1];
    }

    void local(int server, int local) {
        numbers[server - 1] = local;
    }

    int used(int bound) {
        return (numbers[servers] >>> (bound * USED_BITS)) & ((1 << USED_BITS) - 1);
    }

    void use(int bound) {
        numbers[servers] += 1 << (bound * USED_BITS);
    }

    int allUsed() {
        return numbers[servers];
    }

    void allUsed(int all) {
        numbers[servers] = all;
    }

    /** Whether leader {@code leader} has still to be told of its connection to {@code peer}. */
    boolean isBroken(int leader, int peer) {
        return (numbers[servers + 1] & bit(leader, peer)) != 0;
    }

    void breaks(int leader, int peer) {
        numbers[servers + 1] |= bit(leader, peer);
    }

    void mended(int leader, int peer) {
        numbers[servers + 1] &= ~bit(leader, peer);
    }

    private int bit(int leader, int peer) {
        return 1 << ((leader - 1) * servers + peer - 1);
    }

    int broken() {
        return numbers[servers + 1];
    }

    void broken(int all) {
        numbers[servers + 1] = all;
    }

    int history() {
        return numbers[servers + 2];
    }

    void history(int history) {
        numbers[servers + 2] = history;
    }

    int lettersFrom() {
        return servers + 3;
    }

    /** An identical letter that is still under way is the same letter. */
    void post(int letter) {
        int at = Arrays.binarySearch(numbers, lettersFrom(), size, letter);
        if (at >= 0) {
            return;
        }
        int place = -at - 1;
        room(size + 1);
        System.arraycopy(numbers, place, numbers, place + 1, size - place);
        numbers[place] = letter;
        size++;
    }

    void remove(int letter) {
        int at = Arrays.binarySearch(numbers, lettersFrom(), size, letter);
        System.arraycopy(numbers, at + 1, numbers, at, size - at - 1);
        size--;
    }

    private void room(int needed) {
        if (needed > numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * needed);
        }
    }

    void resize(int needed) {
        room(needed);
        size = needed;
    }
}
