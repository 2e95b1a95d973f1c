package io.jangada.node;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import java.nio.ByteBuffer;

/**
 * Who proposed a command: the first 24 bytes of every COMMAND payload (member, boot, sequence, each
 * 8 bytes big-endian), before the command itself. The boot is random per start of the member; the
 * sequence counts its proposals from 1.
 */
record Origin(ServerId member, long boot, long sequence) {
    static final int BYTES = 24;

    /** The payload of {@code command}, copied behind the origin. */
    Payload wrap(Bytes command) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES + command.size());
        buffer.putLong(member.value()).putLong(boot).putLong(sequence);
        command.writeTo(buffer);
        return new Payload(Payload.Kind.COMMAND, Bytes.owned(buffer.array()));
    }

    static Origin of(Payload payload) {
        ByteBuffer buffer = payload.bytes().buffer();
        return new Origin(new ServerId(buffer.getLong()), buffer.getLong(), buffer.getLong());
    }

    static Bytes command(Payload payload) {
        return payload.bytes().slice(BYTES, payload.bytes().size());
    }
}
