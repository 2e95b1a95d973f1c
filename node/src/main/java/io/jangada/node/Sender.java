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
import java.util.TreeSet;

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
    private final TreeMap<ServerId, TreeSet<Long>> fetching = new TreeMap<>();
    private long lastNumber;

    /** In this order, and before all else: of two that only compete none would ever end. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private final int waitingMax;

    /** What is to be read when the journal takes another request; a part of it may be. */
    private record Waiting(
            ServerId to, long number, Message.AppendEntries message, List<Payload> found) {}

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
        long number = ++lastNumber;
        fetching.computeIfAbsent(to, _ -> new TreeSet<>()).add(number);
        return fetch(new Waiting(to, number, message, new ArrayList<>()));
    }

    /**
     * Reads what {@code found} does not have yet, as soon as the journal takes another request;
     * false when the message is lost, since too many to that follower wait already.
     */
    private boolean fetch(Waiting next) {
        if ((waiting.isEmpty() || !next.found.isEmpty()) && isAsked(next)) {
            return true;
        }
        if (next.found.isEmpty() && count(next.to) > waitingMax) {
            ended(next.to, next.number);
            return false;
        }
        if (next.found.isEmpty()) {
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
                                        next.to,
                                        next.number,
                                        next.message,
                                        next.found,
                                        read,
                                        payloads)));
    }

    /**
     * Sends on what was read, or reads the rest of it: one read ends with its file. False when the
     * message is lost, as when the log has changed since.
     */
    boolean fetched(Inbox.FetchedToSend event) {
        Entries entries = event.message().entries();
        TreeSet<Long> awaited = fetching.get(event.to());
        if (awaited == null || !awaited.contains(event.number())) {
            return true; // forgotten
        }
        if (event.read().isEmpty() || !isPart(event.read(), entries)) {
            ended(event.to(), event.number());
            return false;
        }
        List<Payload> found = event.found();
        found.addAll(event.payloads());
        if (found.size() < entries.count()) {
            return fetch(new Waiting(event.to(), event.number(), event.message(), found));
        }
        ended(event.to(), event.number());
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

    private int count(ServerId to) {
        TreeSet<Long> numbers = fetching.get(to);
        return numbers == null ? 0 : numbers.size();
    }

    private void ended(ServerId to, long number) {
        fetching.computeIfPresent(
                to, (_, numbers) -> numbers.remove(number) && numbers.isEmpty() ? null : numbers);
    }

    /**
     * What was sent to {@code peer} counts as lost, so what is still being read for it would come
     * twice.
     */
    void forget(ServerId peer) {
        fetching.remove(peer);
        waiting.removeIf(each -> each.to.equals(peer));
    }
}
