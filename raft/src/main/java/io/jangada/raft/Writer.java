package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Builds an encoding, behind the version that each begins with. Numbers that are usually small are
 * written as groups of seven bits, lowest first; ids and moments, which are not, as eight bytes,
 * highest first.
 */
final class Writer {
    private byte[] array = new byte[64];
    private int size;

    Writer() {
        this(Codec.VERSION);
    }

    Writer(int version) {
        octet(version);
    }

    /** Which record it is, and the numbers that it begins with. */
    Writer kind(int kind, long... fields) {
        octet(kind);
        for (long field : fields) {
            number(field);
        }
        return this;
    }

    void octet(int value) {
        room(1);
        array[size++] = (byte) value;
    }

    Writer flag(boolean value) {
        octet(value ? 1 : 0);
        return this;
    }

    /** Any 64 bits; small positive numbers take one or two bytes. */
    Writer number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
        return this;
    }

    Writer fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            array[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    Writer server(ServerId server) {
        return fixed(server.value());
    }

    /** No server is written as 0, which is no id. */
    Writer optional(@Nullable ServerId server) {
        return fixed(server == null ? 0 : server.value());
    }

    Writer sizes(Sizes sizes) {
        number(sizes.count());
        for (int i = 0; i < sizes.count(); i++) {
            number(sizes.at(i));
        }
        return this;
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

    Writer hardState(HardState hardState) {
        return number(hardState.currentTerm()).optional(hardState.votedFor());
    }

    Writer snapshot(Snapshot snapshot) {
        return number(snapshot.lastIncludedIndex())
                .number(snapshot.lastIncludedTerm())
                .members(snapshot.members());
    }

    Writer members(Members members) {
        servers(members.voters());
        servers(members.outgoing());
        servers(members.learners());
        servers(members.joining());
        number(members.addresses().size());
        for (int i = 0; i < members.addresses().size(); i++) {
            octet(members.addresses().at(i));
        }
        return this;
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
