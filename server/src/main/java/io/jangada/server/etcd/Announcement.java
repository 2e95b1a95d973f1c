package io.jangada.server.etcd;

import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A member tells the others where clients reach it. Goes through the log beside the commands of the
 * store, told apart by its first byte: {@code 0xA1}, the member's id (8 bytes, big-endian), then
 * for each URL its length (4 bytes) and its UTF-8.
 */
record Announcement(ServerId member, List<String> clientUrls) {
    /** No command of the store begins with it. */
    private static final byte TAG = (byte) 0xA1;

    Announcement {
        clientUrls = List.copyOf(clientUrls);
    }

    static boolean is(Bytes command) {
        return !command.isEmpty() && command.at(0) == TAG;
    }

    Bytes encode() {
        List<Bytes> urls = clientUrls.stream().map(Bytes::utf8).toList();
        int size = 1 + Long.BYTES + urls.stream().mapToInt(url -> Integer.BYTES + url.size()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size).put(TAG).putLong(member.value());
        for (Bytes url : urls) {
            buffer.putInt(url.size());
            url.writeTo(buffer);
        }
        return Bytes.owned(buffer.array());
    }

    /** Of what {@link #encode} made; anything else throws, and so stops the member. */
    static Announcement decode(Bytes command) {
        ByteBuffer buffer = command.buffer();
        buffer.get();
        ServerId member = new ServerId(buffer.getLong());
        List<String> urls = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int size = buffer.getInt();
            urls.add(Bytes.copyOf(buffer.slice(buffer.position(), size)).text());
            buffer.position(buffer.position() + size);
        }
        return new Announcement(member, urls);
    }
}
