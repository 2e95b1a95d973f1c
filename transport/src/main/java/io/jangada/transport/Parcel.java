package io.jangada.transport;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Check;
import io.jangada.raft.Codec;
import io.jangada.raft.Sizes;

import java.util.List;

/**
 * A frame ready to be written: its message is encoded, its payloads are still those of the sender.
 *
 * @param bytes what it takes in a batch
 */
record Parcel(Frame frame, Bytes message, long bytes) {
    static Parcel of(Frame frame) {
        Bytes message = Codec.encode(frame.message());
        List<Payload> payloads = frame.payloads();
        Sizes sizes = frame.message().sizes();
        Check.that(payloads.size() == sizes.count(), "a payload for each size");
        long bytes = Wire.FRAME_BYTES + (long) message.size();
        for (int i = 0; i < sizes.count(); i++) {
            Check.that(payloads.get(i).size() == sizes.at(i), "payloads are as long as announced");
            bytes += Wire.PAYLOAD_BYTES + sizes.at(i);
        }
        return new Parcel(frame, message, bytes);
    }
}
