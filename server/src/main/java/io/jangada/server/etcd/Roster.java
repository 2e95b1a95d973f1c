package io.jangada.server.etcd;

import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What members told of themselves. Who is a member, and where other members reach it, is in the
 * configuration. Written by the apply thread, read by any: each change replaces one immutable map.
 */
public final class Roster {
    /** What so many members told last is kept; a cluster has fewer. */
    static final int TOLD_MAX = 256;

    private volatile Map<ServerId, Announcement> told = Map.of();

    /** The names that are known before anybody has told his. */
    public Roster(Map<ServerId, String> names) {
        LinkedHashMap<ServerId, Announcement> first = new LinkedHashMap<>();
        names.forEach((id, name) -> first.put(id, new Announcement(id, 0, name, List.of())));
        told = first;
    }

    /** What the member told; null if that was nothing. */
    @Nullable Announcement of(ServerId member) {
        return told.get(member);
    }

    /** The member's priority; 0 until it has told. */
    public int priority(ServerId member) {
        Announcement news = of(member);
        return news == null ? 0 : news.priority();
    }

    /** Who told longest ago is forgotten first, the same on all members. */
    void publish(Announcement news) {
        LinkedHashMap<ServerId, Announcement> next = new LinkedHashMap<>(told);
        Announcement before = next.remove(news.member());
        if (before != null && news.name().isEmpty()) {
            next.put(
                    news.member(),
                    new Announcement(
                            news.member(), before.priority(), before.name(), news.clientUrls()));
        } else {
            next.put(news.member(), news);
        }
        if (next.size() > TOLD_MAX) {
            next.pollFirstEntry();
        }
        told = next;
    }

    /** What the members told, for a snapshot: each {@link Announcement} behind its length. */
    Bytes encode() {
        List<Bytes> texts = told.values().stream().map(Announcement::encode).toList();
        int size = texts.stream().mapToInt(each -> Integer.BYTES + each.size()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (Bytes each : texts) {
            buffer.putInt(each.size());
            each.writeTo(buffer);
        }
        return Bytes.owned(buffer.array());
    }

    /** Takes in what {@link #encode} gave on some member. */
    void load(Bytes all) {
        ByteBuffer buffer = all.buffer();
        while (buffer.hasRemaining()) {
            int size = buffer.getInt();
            publish(Announcement.decode(Bytes.copyOf(buffer.slice(buffer.position(), size))));
            buffer.position(buffer.position() + size);
        }
    }
}
