package io.jangada.client;

import com.google.protobuf.ByteString;

/**
 * One condition of a transaction: how a key's property relates to a wanted one. A key that does not
 * exist has version, revisions and lease 0, and no value: comparing its value is false.
 */
public sealed interface Compare {

    ByteString key();

    Relation relation();

    /** A number: version, revisions, lease. */
    record Numeric(ByteString key, Property property, Relation relation, long wanted)
            implements Compare {}

    /** The value, byte by byte. */
    record Value(ByteString key, Relation relation, ByteString wanted) implements Compare {}

    enum Property {
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        LEASE
    }

    enum Relation {
        EQUAL,
        NOT_EQUAL,
        GREATER,
        LESS
    }

    static Compare number(String key, Property property, Relation relation, long wanted) {
        return new Numeric(ByteString.copyFromUtf8(key), property, relation, wanted);
    }

    static Compare value(String key, Relation relation, String wanted) {
        return new Value(ByteString.copyFromUtf8(key), relation, ByteString.copyFromUtf8(wanted));
    }

    /** The usual condition of "create": the key does not exist. */
    static Compare absent(String key) {
        return number(key, Property.CREATE_REVISION, Relation.EQUAL, 0);
    }
}
