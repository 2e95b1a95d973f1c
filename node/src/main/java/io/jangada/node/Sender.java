package io.jangada.node;

import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;

import java.util.ArrayDeque;
import java.util.ArrayList;
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

    /** In this order, and before all else: of two that only compete none would ever end. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private final int waitingMax;

    /** What is to be read when the journal takes another request; a part of it may be. */
    private record Waiting(ServerId to, Message.AppendEntries message, List<Payload> found) {}

    Sender(Transport transport, Journal journal, Inbox inbox, Config config) {
        this.transport = transport;
        this.journal = journal;
        this.inbox = inbox;
        this.config = config;
        this.waitingMax = 2 * config.core().windowMessagesMax();
    }

    boolean send(ServerId to, Message message, List<Payload> payloads) {
        return transport.send(to, new Frame(config.group(), message, payloads));
    }

    /** At the end of a turn: everything that was sent in it leaves together. */
    void flush() {
        while (!waiting.isEmpty() && isAsked(waiting.getFirst())) {
            waiting.remove();
        }
        transport.flush();
    }

    /** False when the message is lost. */
    boolean send(ServerId to, Message.AppendEntries message) {
        Entries entries = message.entries();
        if (entries.isEmpty()) {
            // Not before the entries that are being read: it would be taken for a gap. Lost, it is
            // made up for by a heartbeat.
            return fetching.containsKey(to) || send(to, (Message) message, List.of());
        }
        if (!fetching.containsKey(to)) {
            List<Payload> cached = journal.cached(entries.first(), entries.last());
            if (cached != null) {
                return send(to, (Message) message, cached);
            }
        }
        fetching.merge(to, 1, Integer::sum);
        return fetch(to, message, new ArrayList<>());
    }

    /**
     * Reads what {@code found} does not have yet, as soon as the journal takes another request;
     * false when the message is lost, since too many to that follower wait already.
     */
    private boolean fetch(ServerId to, Message.AppendEntries message, List<Payload> found) {
        Waiting next = new Waiting(to, message, found);
        if ((waiting.isEmpty() || !found.isEmpty()) && isAsked(next)) {
            return true;
        }
        if (found.isEmpty() && fetching.getOrDefault(to, 0) > waitingMax) {
            ended(to);
            return false;
        }
        if (found.isEmpty()) {
            waiting.add(next);
        } else {
            waiting.addFirst(next);
        }
        return true;
    }

    private boolean isAsked(Waiting next) {
        Entries entries = next.message.entries();
        return journal.fetch(
                entries.first() + next.found.size(),
                entries.last(),
                Long.MAX_VALUE,
                (read, payloads) ->
                        inbox.report(
                                new Inbox.FetchedToSend(
                                        next.to, next.message, next.found, read, payloads)));
    }

    /**
     * Sends on what was read, or reads the rest of it: one read ends with its file. False when the
     * message is lost, as when the log has changed since.
     */
    boolean fetched(Inbox.FetchedToSend event) {
        Entries entries = event.message().entries();
        if (event.read().isEmpty() || !isPart(event.read(), entries)) {
            ended(event.to());
            return false;
        }
        List<Payload> found = event.found();
        found.addAll(event.payloads());
        if (found.size() < entries.count()) {
            return fetch(event.to(), event.message(), found);
        }
        ended(event.to());
        return send(event.to(), (Message) event.message(), found);
    }

    private static boolean isPart(Entries part, Entries whole) {
        for (long index = part.first(); index <= part.last(); index++) {
            if (part.term(index) != whole.term(index) || part.size(index) != whole.size(index)) {
                return false;
            }
        }
        return true;
    }

    private void ended(ServerId to) {
        fetching.computeIfPresent(to, (_, count) -> count == 1 ? null : count - 1);
    }
}
