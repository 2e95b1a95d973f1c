package io.jangada.transport;

import io.jangada.raft.Bytes;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@link Members#addresses} holds where members are reached by this transport: the peer URLs
 * of each.
 *
 * <p>For each member, in the order of their ids: its id (8 bytes, big-endian), how many URLs (1
 * byte), and of each its length (2 bytes) and its UTF-8.
 *
 * @param urls of the form {@code http://host:port}, by member
 */
public record Addresses(SortedMap<ServerId, List<String>> urls) {
    /** At most so many URLs of one member. */
    public static final int URLS_MAX = 16;

    /** Bytes of UTF-8 at most in one of them. */
    public static final int URL_BYTES_MAX = 1024;

    public static final Addresses NONE = new Addresses(new TreeMap<>());

    public Addresses {
        TreeMap<ServerId, List<String>> copy = new TreeMap<>();
        urls.forEach((member, texts) -> copy.put(member, List.copyOf(texts)));
        urls = Collections.unmodifiableSortedMap(copy);
    }

    /** With these of {@code member} instead of what there was; with none, it is left out. */
    public Addresses with(ServerId member, List<String> texts) {
        TreeMap<ServerId, List<String>> next = new TreeMap<>(urls);
        if (texts.isEmpty()) {
            next.remove(member);
        } else {
            next.put(member, texts);
        }
        return new Addresses(next);
    }

    public Bytes encode() {
        int size = 0;
        for (List<String> texts : urls.values()) {
            size += Long.BYTES + 1;
            for (String text : texts) {
                size += Short.BYTES + Bytes.utf8(text).size();
            }
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        urls.forEach((member, texts) -> {
            buffer.putLong(member.value()).put((byte) texts.size());
            for (String text : texts) {
                Bytes url = Bytes.utf8(text);
                buffer.putShort((short) url.size());
                url.writeTo(buffer);
            }
        });
        return Bytes.owned(buffer.array());
    }

    /** The addresses in a configuration; none if it has none. */
    public static Addresses of(Members members) throws Malformed {
        ByteBuffer buffer = members.addresses().buffer();
        TreeMap<ServerId, List<String>> urls = new TreeMap<>();
        try {
            while (buffer.hasRemaining()) {
                long id = buffer.getLong();
                if (id == 0) {
                    throw new Malformed("addresses of a member 0");
                }
                List<String> texts = new ArrayList<>();
                for (int left = buffer.get(); left > 0; left--) {
                    texts.add(text(buffer));
                }
                urls.put(new ServerId(id), texts);
            }
        } catch (BufferUnderflowException _) {
            throw new Malformed("addresses end too early");
        }
        return new Addresses(urls);
    }

    private static String text(ByteBuffer buffer) throws Malformed {
        int size = buffer.getShort();
        if (size < 0 || size > URL_BYTES_MAX || size > buffer.remaining()) {
            throw new Malformed("an address of " + size + " bytes");
        }
        Bytes text = Bytes.copyOf(buffer.slice(buffer.position(), size));
        buffer.position(buffer.position() + size);
        return text.text();
    }

    /** Where each member is; who is nowhere is left out. */
    public SortedMap<ServerId, List<InetSocketAddress>> sockets() {
        TreeMap<ServerId, List<InetSocketAddress>> sockets = new TreeMap<>();
        urls.forEach((member, texts) -> sockets.put(member, sockets(texts)));
        sockets.values().removeIf(List::isEmpty);
        return sockets;
    }

    /** Where such URLs lead; those that lead nowhere are left out. */
    static List<InetSocketAddress> sockets(List<String> texts) {
        return texts.stream().map(Addresses::socket).filter(Objects::nonNull).toList();
    }

    /** Where {@code http://host:port} leads, to be looked up later; null of anything else. */
    public static @Nullable InetSocketAddress socket(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException _) {
            return null;
        }
        String host = uri.getHost();
        boolean bare = "".equals(uri.getRawPath());
        boolean extras = uri.getRawQuery() != null || uri.getRawFragment() != null;
        boolean port = uri.getPort() > 0 && uri.getPort() <= 65535;
        if (!"http".equals(uri.getScheme()) || host == null || !port || !bare || extras) {
            return null;
        }
        boolean six = host.startsWith("["); // the brackets of an IPv6 address
        return InetSocketAddress.createUnresolved(
                six ? host.substring(1, host.length() - 1) : host, uri.getPort());
    }
}
