package io.jangada.node;

import io.jangada.node.storage.Journal;
import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.TreeMap;

/**
 * Attaches bytes to what is sent. What the journal does not keep in memory is read from its files,
 * and everything to that follower then takes the same way until it has caught up, so that messages
 * stay in order.
 */
final class Sender {
    private final Transport transport;
    private final Journal journal;
    private final Inbox inbox;
    private final Config config;
    private final TreeMap<ServerId, Integer> fetching = new TreeMap<>();

    Sender(Transport transport, Journal journal, Inbox inbox, Config config) {
        this.transport = transport;
        this.journal = journal;
        this.inbox = inbox;
        this.config = config;
    }

    boolean send(ServerId to, Message message, List<Payload> payloads) {
        return transport.send(to, new Frame(config.group(), message, payloads));
    }

    /** False when the message is lost. */
    boolean send(ServerId to, Message.AppendEntries message) {
        Entries entries = message.entries();
        if (entries.isEmpty()) {
            return send(to, (Message) message, List.of());
        }
        if (!fetching.containsKey(to)) {
            List<Payload> cached = journal.cached(entries.first(), entries.last());
            if (cached != null) {
                return send(to, (Message) message, cached);
            }
        }
        fetching.merge(to, 1, Integer::sum);
        boolean begun =
                journal.fetch(
                        entries.first(),
                        entries.last(),
                        Long.MAX_VALUE,
                        (found, payloads) ->
                                inbox.report(
                                        new Inbox.FetchedToSend(
                                                to,
                                                message,
                                                found.equals(entries) ? payloads : null)));
        if (!begun) {
            ended(to);
        }
        return begun;
    }

    /**
     * Sends on what was read; false when the message is lost, as when the log has changed since.
     */
    boolean fetched(ServerId to, Message.AppendEntries message, @Nullable List<Payload> found) {
        ended(to);
        return found != null && send(to, (Message) message, found);
    }

    private void ended(ServerId to) {
        fetching.computeIfPresent(to, (_, count) -> count == 1 ? null : count - 1);
    }
}
