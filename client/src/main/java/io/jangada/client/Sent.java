package io.jangada.client;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Knows whether a request was handed to a connection. While a call waits for one, or when none
 * comes about, no message passes here: then, and only then, it is certain that nothing was sent.
 */
final class Sent extends ClientStreamTracer.Factory {

    /** Written by the connection's thread, read when the call has ended. */
    private volatile boolean sent;

    boolean anything() {
        return sent;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
            ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void outboundMessage(int sequence) {
                sent = true;
            }
        };
    }
}
