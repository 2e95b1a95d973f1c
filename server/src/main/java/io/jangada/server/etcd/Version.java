package io.jangada.server.etcd;

/**
 * What this server says it is: the etcd whose API it speaks. Plain numbers, since clients decide by
 * them which requests to send.
 */
public final class Version {
    public static final String SERVER = "3.6.5";
    public static final String CLUSTER = "3.6.0";
    public static final String STORAGE = "3.6.0";

    private Version() {}
}
