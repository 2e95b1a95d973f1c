package io.jangada.kv;

/**
 * One version of a key.
 *
 * @param createRevision the revision that created the key
 * @param modRevision the revision that wrote this version
 * @param version how often the key was put since it was created, from 1
 * @param lease the lease it is attached to, 0 for none
 */
public record KeyValue(
        Key key, long createRevision, long modRevision, long version, Value value, long lease) {

    /** What a deletion leaves behind: only the key and the revision that deleted it. */
    public static KeyValue tombstone(Key key, long revision) {
        return new KeyValue(key, 0, revision, 0, Value.EMPTY, 0);
    }

    /** Whether this is a deletion. */
    public boolean isTombstone() {
        return version == 0;
    }

    KeyValue withoutValue() {
        return new KeyValue(key, createRevision, modRevision, version, Value.EMPTY, lease);
    }
}
