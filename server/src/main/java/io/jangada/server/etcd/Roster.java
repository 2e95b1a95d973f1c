package io.jangada.server.etcd;

import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;

/**
 * Who is in the cluster and how to reach them. Written by the apply thread, read by any: each
 * change replaces one immutable list.
 */
public final class Roster {
    private volatile List<Entry> entries;

    /**
     * One member.
     *
     * @param clientUrls empty until the member has told everybody
     */
    public record Entry(ServerId id, String name, List<String> peerUrls, List<String> clientUrls) {
        public Entry {
            peerUrls = List.copyOf(peerUrls);
            clientUrls = List.copyOf(clientUrls);
        }
    }

    /** The members that the cluster begins with. */
    public Roster(List<Entry> initial) {
        TreeMap<ServerId, Entry> sorted = new TreeMap<>();
        initial.forEach(entry -> sorted.put(entry.id(), entry));
        entries = List.copyOf(sorted.values());
    }

    /** In the order of their ids. */
    public List<Entry> entries() {
        return entries;
    }

    public @Nullable Entry entry(ServerId id) {
        for (Entry entry : entries) {
            if (entry.id().equals(id)) {
                return entry;
            }
        }
        return null;
    }

    /** A member told where clients reach it; of a member that is not here nothing is kept. */
    void publish(ServerId id, List<String> clientUrls) {
        entries =
                entries.stream()
                        .map(entry ->
                                entry.id().equals(id)
                                        ? new Entry(id, entry.name(), entry.peerUrls(), clientUrls)
                                        : entry)
                        .toList();
    }

    /**
     * What the members told, for a snapshot: an {@link Announcement} of each, behind its length.
     */
    Bytes encode() {
        List<Bytes> told =
                entries.stream()
                        .map(entry -> new Announcement(entry.id(), entry.clientUrls()).encode())
                        .toList();
        int size = told.stream().mapToInt(each -> Integer.BYTES + each.size()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (Bytes each : told) {
            buffer.putInt(each.size());
            each.writeTo(buffer);
        }
        return Bytes.owned(buffer.array());
    }

    /** Takes in what {@link #encode} gave on some member. */
    void load(Bytes told) {
        ByteBuffer buffer = told.buffer();
        while (buffer.hasRemaining()) {
            int size = buffer.getInt();
            Announcement each =
                    Announcement.decode(Bytes.copyOf(buffer.slice(buffer.position(), size)));
            buffer.position(buffer.position() + size);
            publish(each.member(), each.clientUrls());
        }
    }
}
