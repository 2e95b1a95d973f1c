package io.jangada.sim.script;

import io.jangada.raft.Message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one server sent to another. */
final class Way {
    private final Map<Message, ArrayDeque<Letter>> waiting = new HashMap<>();
    private final Map<Message, Letter> arrived = new HashMap<>();
    private final Map<Class<?>, List<Letter>> kinds = new HashMap<>();

    /** Tokens are drawn anew at each start and mean nothing but themselves. */
    private static Message key(Message message) {
        return switch (message) {
            case Message.ReadIndex asked -> new Message.ReadIndex(asked.term(), 0);
            case Message.ReadIndexReply told ->
                    new Message.ReadIndexReply(told.term(), 0, told.readIndex());
            default -> message;
        };
    }

    void post(Letter letter) {
        waiting.computeIfAbsent(key(letter.message), _ -> new ArrayDeque<>()).add(letter);
        kinds.computeIfAbsent(letter.message.getClass(), _ -> new ArrayList<>()).add(letter);
    }

    /**
     * The oldest one that is like {@code message} and did not arrive yet, or one that did and
     * arrives once more, or else the newest of its kind.
     */
    @Nullable Letter like(Message message) {
        ArrayDeque<Letter> same = waiting.get(key(message));
        Letter found = same == null ? null : same.poll();
        if (found == null) {
            found = arrived.get(key(message));
        }
        return found == null ? newest(message, 0) : arriving(found);
    }

    /** The one of the kind of {@code message} after which so many others were sent. */
    @Nullable Letter newest(Message message, int newer) {
        List<Letter> all = kinds.getOrDefault(message.getClass(), List.of());
        if (all.size() <= newer) {
            return null;
        }
        Letter found = all.get(all.size() - 1 - newer);
        ArrayDeque<Letter> same = waiting.get(key(found.message));
        if (same != null) {
            same.remove(found);
        }
        return arriving(found);
    }

    private Letter arriving(Letter letter) {
        arrived.put(key(letter.message), letter);
        return letter;
    }

    int newer(Letter letter) {
        List<Letter> all = kinds.getOrDefault(letter.message.getClass(), List.of());
        return all.size() - 1 - all.lastIndexOf(letter);
    }
}
