package io.jangada.transport;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;

/**
 * A frame ready to be written: its message is encoded, its payloads are still those of the sender.
 *
 * @param bytes what it takes in a batch
 */
record Parcel(Frame frame, Bytes message, long bytes) {
    static Parcel of(Frame frame) {
        Bytes message = MessageCodec.encode(frame.message());
        long bytes = Wire.FRAME_BYTES + (long) message.size();
        for (Payload payload : frame.payloads()) {
            bytes += Wire.PAYLOAD_BYTES + payload.size();
        }
        return new Parcel(frame, message, bytes);
    }
}
