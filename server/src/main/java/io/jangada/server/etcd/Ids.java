package io.jangada.server.etcd;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids of members and clusters, made as etcd makes them. */
public final class Ids {
    private Ids() {}

    /** The first 8 bytes of the SHA-1 of {@code seed}. */
    public static long of(byte[] seed) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(seed)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
