package io.jangada.sim.world;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.Message;
import io.jangada.raft.Sizes;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.check.Oracle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as bytes, in one seed of two: encoded and decoded by the product's codec, with the
 * payloads behind them as a transport has them. What arrives shares nothing with what was sent, and
 * is equal to it (W1).
 */
final class Wire {
    private final boolean coded;
    private final Oracle oracle;

    Wire(long seed, Oracle oracle) {
        this.coded = Keyed.of(seed, "wire", 0).happens(0.5);
        this.oracle = oracle;
    }

    boolean isCoded() {
        return coded;
    }

    /** What arrives when {@code frame} is sent. */
    Frame carry(Frame frame) {
        if (!coded) {
            return frame;
        }
        try {
            Frame carried = decode(frame.group(), encode(frame));
            if (carried.equals(frame)) {
                return carried;
            }
            oracle.report("W1", "%s is sent, and %s arrives".formatted(frame, carried));
        } catch (Malformed malformed) {
            oracle.report("W1", "%s is sent, and %s".formatted(frame, malformed.getMessage()));
        }
        return frame;
    }

    private static Bytes encode(Frame frame) {
        Bytes message = Codec.encode(frame.message());
        int bytes = 4 + message.size();
        for (Payload payload : frame.payloads()) {
            bytes += 1 + payload.size();
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).putInt(message.size());
        message.writeTo(out);
        for (Payload payload : frame.payloads()) {
            out.put((byte) payload.kind().code());
            payload.bytes().writeTo(out);
        }
        return Bytes.copyOf(out.flip());
    }

    private static Frame decode(long group, Bytes bytes) throws Malformed {
        ByteBuffer in = bytes.buffer();
        int end = 4 + in.getInt();
        Message message = Codec.decodeMessage(bytes.slice(4, end), bytes.size() - end);
        Sizes sizes = message.sizes();
        List<Payload> payloads = new ArrayList<>(sizes.count());
        int at = end;
        for (int i = 0; i < sizes.count(); i++) {
            int next = at + 1 + sizes.at(i);
            if (next > bytes.size()) {
                throw new Malformed("its payloads end too early");
            }
            payloads.add(new Payload(kind(bytes.at(at)), bytes.slice(at + 1, next)));
            at = next;
        }
        if (at != bytes.size()) {
            throw new Malformed("bytes are left behind its payloads");
        }
        return new Frame(group, message, payloads);
    }

    private static Payload.Kind kind(byte code) throws Malformed {
        for (Payload.Kind kind : Payload.Kind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new Malformed("payload kind " + code + " is unknown");
    }
}
