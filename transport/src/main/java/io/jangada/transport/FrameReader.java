package io.jangada.transport;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
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

    private FrameReader(TransportLimits limits, Bytes bytes) {
        this.limits = limits;
        this.bytes = bytes;
        this.in = bytes.buffer();
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
        int payloads = in.getInt();
        if (messageLength < 0 || messageLength > end - in.position()) {
            throw new Malformed("a message of " + messageLength + " bytes");
        }
        Message message = MessageCodec.decode(in.slice(in.position(), messageLength));
        in.position(in.position() + messageLength);
        Frame frame = new Frame(group, message, payloads(payloads, end, sizes(message)));
        if (in.position() != end) {
            throw new Malformed((end - in.position()) + " bytes behind the payloads");
        }
        return frame;
    }

    /**
     * What the message says of its payloads; both must agree, for the core counts by the former.
     */
    private static Sizes sizes(Message message) {
        return switch (message) {
            case Message.AppendEntries append -> append.entries().sizes();
            case Message.Forward forward -> forward.sizes();
            case Message.PreVote _,
                    Message.PreVoteReply _,
                    Message.RequestVote _,
                    Message.RequestVoteReply _,
                    Message.AppendAccepted _,
                    Message.AppendRejected _,
                    Message.Heartbeat _,
                    Message.HeartbeatReply _,
                    Message.TimeoutNow _,
                    Message.ReadIndex _,
                    Message.ReadIndexReply _ ->
                    Sizes.NONE;
        };
    }

    private List<Payload> payloads(int count, int end, Sizes sizes) throws Malformed {
        if (count < 0
                || count > limits.framePayloadsMax()
                || count > (end - in.position()) / Wire.PAYLOAD_BYTES) {
            throw new Malformed("a frame of " + count + " payloads");
        }
        if (count != sizes.count()) {
            throw new Malformed(count + " payloads for " + sizes.count() + " sizes");
        }
        List<Payload> payloads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            payloads.add(payload(end, sizes.at(i)));
        }
        return payloads;
    }

    private Payload payload(int end, int size) throws Malformed {
        if (end - in.position() < Wire.PAYLOAD_BYTES) {
            throw new Malformed("a payload ends too early");
        }
        Payload.Kind kind = kind(in.get() & 0xff);
        int length = in.getInt();
        int start = in.position();
        if (length < 0 || length > end - start) {
            throw new Malformed("a payload of " + length + " bytes");
        }
        if (length != size) {
            throw new Malformed("a payload of " + length + " bytes announced with " + size);
        }
        in.position(start + length);
        return new Payload(kind, bytes.slice(start, start + length));
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
