package io.jangada.raft;

/**
 * The identity of a server in the protocol; it is not an address. Any 64 bits but 0. Ordered as
 * unsigned numbers, only so that iteration has one order; the protocol never breaks a tie by it.
 */
public record ServerId(long value) implements Comparable<ServerId> {
    public ServerId {
        Check.that(value != 0, "a server id is never 0");
    }

    @Override
    public int compareTo(ServerId other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** In lowercase hexadecimal, as etcd prints member ids. */
    @Override
    public String toString() {
        return Long.toHexString(value);
    }
}
