package io.jangada.client;

import com.google.protobuf.ByteString;

/**
 * A key as it was at some revision.
 *
 * @param createRevision when this life of the key began
 * @param modRevision when it was last written
 * @param version 1 at creation, one more with every put
 * @param lease id of the attached lease, 0 for none
 */
public record KeyValue(
        ByteString key,
        ByteString value,
        long createRevision,
        long modRevision,
        long version,
        long lease) {

    /** The value read as UTF-8. */
    public String text() {
        return value.toStringUtf8();
    }
}
