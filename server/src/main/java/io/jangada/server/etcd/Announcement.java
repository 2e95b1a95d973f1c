package io.jangada.server.etcd;

import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A member tells the others its name and where clients reach it. Goes through the log beside the
 * commands of the store, told apart by its first byte: {@code 0xA2}, the member's id (8 bytes,
 * big-endian) and its priority (4 bytes), then its name and each URL, each behind its length (4
 * bytes) in UTF-8. In what was written by 0.2.0 that byte is {@code 0xA1}, and there is neither
 * priority nor name.
 *
 * @param priority the members of the highest rather lead than others
 * @param name empty if it is not told
 */
record Announcement(ServerId member, int priority, String name, List<String> clientUrls) {
    /** No command of the store begins with these. */
    private static final byte NAMELESS = (byte) 0xA1;

    private static final byte NAMED = (byte) 0xA2;

    Announcement {
        clientUrls = List.copyOf(clientUrls);
    }

    static boolean is(Bytes command) {
        return !command.isEmpty() && (command.at(0) == NAMELESS || command.at(0) == NAMED);
    }

    Bytes encode() {
        List<Bytes> texts = new ArrayList<>();
        texts.add(Bytes.utf8(name));
        clientUrls.forEach(url -> texts.add(Bytes.utf8(url)));
        int size = texts.stream().mapToInt(text -> Integer.BYTES + text.size()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + size);
        buffer.put(NAMED).putLong(member.value()).putInt(priority);
        for (Bytes text : texts) {
            buffer.putInt(text.size());
            text.writeTo(buffer);
        }
        return Bytes.owned(buffer.array());
    }

    /** Of what {@link #encode} made; anything else throws, and so stops the member. */
    static Announcement decode(Bytes command) {
        ByteBuffer buffer = command.buffer();
        boolean named = buffer.get() == NAMED;
        ServerId member = new ServerId(buffer.getLong());
        int priority = named ? buffer.getInt() : 0;
        String name = named ? text(buffer) : "";
        List<String> urls = new ArrayList<>();
        while (buffer.hasRemaining()) {
            urls.add(text(buffer));
        }
        return new Announcement(member, priority, name, urls);
    }

    private static String text(ByteBuffer buffer) {
        int size = buffer.getInt();
        String text = Bytes.copyOf(buffer.slice(buffer.position(), size)).text();
        buffer.position(buffer.position() + size);
        return text;
    }
}
