package io.jangada.sim.explore;

import java.util.Arrays;

/** Bytes in the making: numbers as the core encodes them, groups of seven bits, lowest first. */
final class Octets {
    private byte[] array = new byte[256];
    private int size;

    void octet(int value) {
        room(1);
        array[size++] = (byte) value;
    }

    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    void numbers(long[] values) {
        number(values.length);
        for (long value : values) {
            number(value);
        }
    }

    void bytes(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, array, size, end - start);
        size += end - start;
    }

    void bytes(byte[] from) {
        bytes(from, 0, from.length);
    }

    byte[] take() {
        byte[] taken = Arrays.copyOf(array, size);
        size = 0;
        return taken;
    }

    private void room(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, size + more));
        }
    }
}
