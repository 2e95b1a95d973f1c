package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Builds an encoding. Numbers that are usually small are written as groups of seven bits, lowest
 * first; ids and moments, which are not, as eight bytes, highest first.
 */
final class Writer {
    private byte[] array = new byte[64];
    private int size;

    void octet(int value) {
        room(1);
        array[size++] = (byte) value;
    }

    void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    /** Any 64 bits; small positive numbers take one or two bytes. */
    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    void fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            array[size++] = (byte) (value >>> shift);
        }
    }

    void server(ServerId server) {
        fixed(server.value());
    }

    /** No server is written as 0, which is no id. */
    void optional(@Nullable ServerId server) {
        fixed(server == null ? 0 : server.value());
    }

    void sizes(Sizes sizes) {
        number(sizes.count());
        for (int i = 0; i < sizes.count(); i++) {
            number(sizes.at(i));
        }
    }

    /** First index, runs of (term, count) closed by a count of 0, sizes, configurations. */
    void entries(Entries entries) {
        number(entries.first());
        long index = entries.first();
        while (index <= entries.last()) {
            long end = index;
            while (end < entries.last() && entries.term(end + 1) == entries.term(index)) {
                end++;
            }
            number(end - index + 1);
            number(entries.term(index));
            index = end + 1;
        }
        number(0);
        for (long i = entries.first(); i <= entries.last(); i++) {
            number(entries.size(i));
        }
        configurations(entries.configurations());
    }

    void configurations(SortedMap<Long, Members> configurations) {
        number(configurations.size());
        configurations.forEach((index, members) -> {
            number(index);
            members(members);
        });
    }

    void hardState(HardState hardState) {
        number(hardState.currentTerm());
        optional(hardState.votedFor());
    }

    void snapshot(Snapshot snapshot) {
        number(snapshot.lastIncludedIndex());
        number(snapshot.lastIncludedTerm());
        members(snapshot.members());
    }

    void members(Members members) {
        servers(members.voters());
        servers(members.outgoing());
        servers(members.learners());
        servers(members.joining());
        number(members.addresses().size());
        for (int i = 0; i < members.addresses().size(); i++) {
            octet(members.addresses().at(i));
        }
    }

    private void servers(SortedSet<ServerId> servers) {
        number(servers.size());
        servers.forEach(this::server);
    }

    /** All that was written; the last thing to ask for, since the array is handed over. */
    Bytes bytes() {
        return Bytes.owned(array).slice(0, size);
    }

    private void room(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, array.length * 2);
        }
    }
}
