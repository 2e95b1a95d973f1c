package io.jangada.transport;

import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * The links of one lane to all peers. They share an event loop, so that one wake-up sends to all.
 */
final class Lines {
    private final Function<ServerId, Link> make;
    private final Executor loop;
    // Replaced under the lock of the transport, read by every sender.
    private volatile SortedMap<ServerId, Link> links = new TreeMap<>();

    /** Links are made by {@code make}, and live on {@code loop}. */
    Lines(Function<ServerId, Link> make, Executor loop) {
        this.make = make;
        this.loop = loop;
    }

    @Nullable Link to(ServerId peer) {
        return links.get(peer);
    }

    /** Connects to all of these at these addresses, and to nobody else. One at a time. */
    void reach(SortedMap<ServerId, List<InetSocketAddress>> peers) {
        TreeMap<ServerId, Link> next = new TreeMap<>();
        peers.forEach((peer, addresses) -> {
            Link link = links.get(peer);
            if (link == null) {
                link = make.apply(peer);
            }
            link.reach(addresses);
            next.put(peer, link);
        });
        SortedMap<ServerId, Link> before = links;
        links = next;
        before.forEach((peer, link) -> {
            if (!next.containsKey(peer)) {
                link.close();
            }
        });
    }

    /** Wakes the loop if any link has frames that nobody is coming for. */
    void flush() {
        boolean waits = false;
        for (Link link : links.values()) {
            waits |= link.flush();
        }
        if (waits) {
            try {
                loop.execute(this::drain);
            } catch (RejectedExecutionException _) {
                // The transport was closed meanwhile.
            }
        }
    }

    private void drain() {
        for (Link link : links.values()) {
            link.drain();
        }
    }

    void close() {
        links.values().forEach(Link::close);
    }
}
