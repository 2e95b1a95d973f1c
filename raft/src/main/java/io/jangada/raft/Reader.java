package io.jangada.raft;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes an encoding apart. Every length is compared with the bytes that are left before anything is
 * allocated, and each value has one encoding only, so that equal bytes mean equal values.
 */
final class Reader {
    private final Bytes bytes;
    private final int countMax;
    private final int version;
    private int position;

    Reader(Bytes bytes) throws Malformed {
        this(bytes, Integer.MAX_VALUE, Codec.VERSION, Codec.VERSION);
    }

    /**
     * Of any version from {@code oldest} to {@code newest}; {@code countMax} bounds how many
     * entries or sizes there may be.
     */
    Reader(Bytes bytes, int countMax, int oldest, int newest) throws Malformed {
        this.bytes = bytes;
        this.countMax = countMax;
        this.version = octet();
        if (version < oldest || version > newest) {
            throw new Malformed("version " + version + ", known is " + newest);
        }
    }

    static void require(boolean fact, String what) throws Malformed {
        if (!fact) {
            throw new Malformed(what);
        }
    }

    int octet() throws Malformed {
        if (position == bytes.size()) {
            throw new Malformed("cut at byte " + position);
        }
        return bytes.at(position++) & 0xFF;
    }

    boolean flag() throws Malformed {
        int value = octet();
        require(value <= 1, "neither yes nor no");
        return value == 1;
    }

    long number() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            require(shift < 63 || octet <= 1, "a number of more than 64 bits");
            value |= (octet & 0x7FL) << shift;
            if ((octet & 0x80) == 0) {
                require(octet != 0 || shift == 0, "a number longer than it need be");
                return value;
            }
        }
        throw new Malformed("a number of more than 64 bits");
    }

    /** A term, an index or a count: never negative. */
    long natural() throws Malformed {
        long value = number();
        require(value >= 0, "a negative number");
        return value;
    }

    int size() throws Malformed {
        long value = natural();
        require(value <= Integer.MAX_VALUE, "a size of more than 31 bits");
        return (int) value;
    }

    /** A count of things of at least one byte each: at most as many as bytes are left. */
    int count() throws Malformed {
        return count(0);
    }

    /** More of what {@code before} were counted already. */
    private int count(int before) throws Malformed {
        long value = natural();
        require(value <= bytes.size() - position - before, "more things than bytes");
        require(value <= countMax - before, "more things than are allowed");
        return (int) value;
    }

    long fixed() throws Malformed {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    ServerId server() throws Malformed {
        ServerId server = optional();
        if (server == null) {
            throw new Malformed("a server id of 0");
        }
        return server;
    }

    @Nullable ServerId optional() throws Malformed {
        long value = fixed();
        return value == 0 ? null : new ServerId(value);
    }

    Sizes sizes() throws Malformed {
        return sizes(count());
    }

    private Sizes sizes(int count) throws Malformed {
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = size();
        }
        return Sizes.owned(sizes);
    }

    Entries entries() throws Malformed {
        long first = natural();
        require(first >= 1, "an entry before the first");
        long[] terms = new long[0];
        int count = 0;
        long lastTerm = -1;
        for (int run = count(0); run != 0; run = count(count)) {
            long term = natural();
            require(term > lastTerm, "terms never decrease along a log");
            if (count + run > terms.length) {
                terms = Arrays.copyOf(terms, Math.max(2 * count, count + run));
            }
            Arrays.fill(terms, count, count + run, term);
            count += run;
            lastTerm = term;
        }
        require(first <= Long.MAX_VALUE - count, "an index of more than 63 bits");
        long[] exact = terms.length == count ? terms : Arrays.copyOf(terms, count);
        Entries entries = Entries.owned(first, exact, sizes(count));
        return entries.with(configurations(first, entries.last()));
    }

    /** Those of entries from {@code first} to {@code last}. */
    SortedMap<Long, Members> configurations(long first, long last) throws Malformed {
        TreeMap<Long, Members> configurations = new TreeMap<>();
        int count = count();
        long before = first - 1;
        for (int i = 0; i < count; i++) {
            long index = natural();
            require(index > before && index <= last, "a configuration out of its place");
            Members members = members();
            require(!members.voters().isEmpty(), "a configuration of nobody");
            configurations.put(index, members);
            before = index;
        }
        return configurations;
    }

    HardState hardState() throws Malformed {
        long term = natural();
        ServerId votedFor = optional();
        require(term > 0 || votedFor == null, "a vote in term 0");
        return new HardState(term, votedFor);
    }

    Snapshot snapshot() throws Malformed {
        long index = natural();
        long term = natural();
        require((index == 0) == (term == 0), "a snapshot of no entry");
        return new Snapshot(index, term, members());
    }

    Members members() throws Malformed {
        try {
            return version == Codec.MEMBERS_OLDEST
                    ? new Members(servers(), servers(), servers())
                    : new Members(servers(), servers(), servers(), servers(), bytes());
        } catch (IllegalStateException wrong) {
            throw new Malformed(String.valueOf(wrong.getMessage()));
        }
    }

    @Nullable Refusal refusal() throws Malformed {
        long number = natural();
        require(number <= Codec.REFUSALS.size(), "an unknown refusal");
        return number == 0 ? null : Codec.REFUSALS.get((int) number - 1);
    }

    private Bytes bytes() throws Malformed {
        int size = size();
        require(size <= bytes.size() - position, "more bytes than there are");
        position += size;
        return Bytes.owned(bytes.slice(position - size, position).toArray());
    }

    private SortedSet<ServerId> servers() throws Malformed {
        long count = natural();
        require(count <= (bytes.size() - position) / Long.BYTES, "more servers than bytes");
        SortedSet<ServerId> servers = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            ServerId next = server();
            require(servers.isEmpty() || servers.last().compareTo(next) < 0, "servers in order");
            servers.add(next);
        }
        return servers;
    }

    /** What was read, if nothing is behind it. */
    <T> T only(T value) throws Malformed {
        require(position == bytes.size(), "bytes behind the end");
        return value;
    }
}
