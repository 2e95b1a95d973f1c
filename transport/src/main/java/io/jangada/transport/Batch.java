package io.jangada.transport;

import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import java.util.List;

/** One gRPC message: parcels on their way out, or the bytes that arrived. */
sealed interface Batch {
    /** {@code bytes} counts the parcels without the head. */
    record Outgoing(ServerId from, List<Parcel> parcels, long bytes) implements Batch {}

    /** Not yet looked at; at most as long as the connection lets in. */
    record Incoming(Bytes bytes) implements Batch {}
}
