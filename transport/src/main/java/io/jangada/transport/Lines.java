package io.jangada.transport;

import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The links of one lane to all peers. They share an event loop, so that one wake-up sends to all.
 */
final class Lines {
    private final Map<ServerId, Link> links;
    private final Executor loop;

    Lines(Map<ServerId, Link> links, Executor loop) {
        this.links = links;
        this.loop = loop;
    }

    @Nullable Link to(ServerId peer) {
        return links.get(peer);
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

    void start() {
        links.values().forEach(Link::start);
    }

    void close() {
        links.values().forEach(Link::close);
    }
}
