package io.jangada.sim.explore;

import java.util.ArrayDeque;
import java.util.Arrays;

/** States that wait to be looked at, first in first out, each with the move that led to it. */
final class Frontier {
    private static final int BLOCK = 1 << 20;
    private static final Kind[] KINDS = Kind.values();

    private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
    private byte[] head = {};
    private int at;
    private byte[] tail = new byte[BLOCK];
    private int end;
    private long count;

    long count() {
        return count;
    }

    /** The bytes last for one run, so that the order of the kinds may serve as their numbers. */
    @SuppressWarnings("EnumOrdinal")
    private static int number(Kind kind) {
        return kind.ordinal();
    }

    /** The move's servers have other names in {@code state}: s became {@code names[s]}. */
    void add(State state, Move move, int[] names) {
        int needed = 5 * (state.size + 6);
        if (end + needed > tail.length) {
            seal();
            tail = new byte[Math.max(BLOCK, needed)];
        }
        number(state.size);
        for (int i = 0; i < state.lettersFrom(); i++) {
            number(state.numbers[i]);
        }
        int before = 0;
        for (int i = state.lettersFrom(); i < state.size; i++) {
            number(state.numbers[i] - before);
            before = state.numbers[i];
        }
        number(number(move.kind));
        number(names[move.server]);
        number(names[move.from]);
        number(move.rank);
        count++;
    }

    private void seal() {
        if (end > 0) {
            blocks.add(Arrays.copyOf(tail, end));
            end = 0;
        }
    }

    /** The oldest one. */
    void take(State state, Move move) {
        if (at == head.length) {
            if (blocks.isEmpty()) {
                seal();
            }
            head = blocks.remove();
            at = 0;
        }
        state.resize(number());
        for (int i = 0; i < state.lettersFrom(); i++) {
            state.numbers[i] = number();
        }
        int before = 0;
        for (int i = state.lettersFrom(); i < state.size; i++) {
            before += number();
            state.numbers[i] = before;
        }
        move.set(KINDS[number()], number(), 0, number());
        move.rank = number();
        count--;
    }

    private void number(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            tail[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        tail[end++] = (byte) rest;
    }

    private int number() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = head[at++];
            value |= (octet & 0x7F) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }
}
