package io.jangada.transport;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the frames of one batch. Every count and length is compared with what is left, and with its
 * bound, before anything is made of it. Payloads share the batch's array.
 */
final class FrameReader {
    private final TransportLimits limits;
    private final Bytes bytes;
    private final ByteBuffer in;
    private int payloadsLeft;

    private FrameReader(TransportLimits limits, Bytes bytes) {
        this.limits = limits;
        this.bytes = bytes;
        this.in = bytes.buffer();
        this.payloadsLeft = limits.batchPayloadsMax();
    }

    /** The frames in order; all or none, so that a batch with one bad frame delivers nothing. */
    static List<Frame> read(Bytes bytes, ServerId from, TransportLimits limits) throws Malformed {
        FrameReader reader = new FrameReader(limits, bytes);
        reader.head(from);
        List<Frame> frames = new ArrayList<>();
        while (reader.in.hasRemaining()) {
            if (frames.size() == limits.batchFramesMax()) {
                throw new Malformed("more than " + limits.batchFramesMax() + " frames in a batch");
            }
            frames.add(reader.frame());
        }
        return frames;
    }

    private void head(ServerId from) throws Malformed {
        if (in.remaining() < Wire.HEAD_BYTES) {
            throw new Malformed("a batch of " + in.remaining() + " bytes");
        }
        int version = in.get() & 0xff;
        if (version != Wire.PROTOCOL_VERSION) {
            throw new Malformed("format version " + version);
        }
        long sender = in.getLong();
        if (sender != from.value()) {
            throw new Malformed(
                    "frames of "
                            + Long.toHexString(sender)
                            + " on a stream whose hello named "
                            + from);
        }
    }

    private Frame frame() throws Malformed {
        if (in.remaining() < Wire.FRAME_BYTES) {
            throw new Malformed("a frame ends too early");
        }
        int length = in.getInt();
        if (length < Wire.FRAME_BYTES - 4
                || length > in.remaining()
                || length > limits.frameBytesMax() - 4) {
            throw new Malformed(
                    "a frame of " + length + " bytes with " + in.remaining() + " bytes to come");
        }
        int end = in.position() + length;
        long group = in.getLong();
        int messageLength = in.getInt();
        if (messageLength < 0 || messageLength > end - in.position()) {
            throw new Malformed("a message of " + messageLength + " bytes");
        }
        int start = in.position();
        in.position(start + messageLength);
        // Every payload takes a byte, so a message may announce no more of them.
        int payloadsMax = Math.min(payloadsLeft, end - in.position());
        Message message =
                Codec.decodeMessage(bytes.slice(start, start + messageLength), payloadsMax);
        return new Frame(group, message, payloads(end, message.sizes()));
    }

    private List<Payload> payloads(int end, Sizes sizes) throws Malformed {
        int rest = end - in.position();
        if (sizes.total() + (long) sizes.count() * Wire.PAYLOAD_BYTES != rest) {
            throw new Malformed(
                    rest
                            + " bytes for "
                            + sizes.count()
                            + " payloads of "
                            + sizes.total()
                            + " bytes");
        }
        if (sizes.count() == 0) {
            return List.of();
        }
        payloadsLeft -= sizes.count();
        List<Payload> payloads = new ArrayList<>(sizes.count());
        for (int i = 0; i < sizes.count(); i++) {
            Payload.Kind kind = kind(in.get() & 0xff);
            int start = in.position();
            in.position(start + sizes.at(i));
            payloads.add(new Payload(kind, bytes.slice(start, in.position())));
        }
        return payloads;
    }

    private static Payload.Kind kind(int code) throws Malformed {
        for (Payload.Kind kind : Payload.Kind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new Malformed("payload kind " + code + " is unknown");
    }
}
