package io.jangada.node;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Codec;
import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Changes of the members that are under way: those asked for here, which a member that does not
 * lead hands over to the leader, and those that others have handed over. A question that comes
 * twice is asked once, and an answer to an earlier boot is for nobody. Owned by the driver.
 */
final class Changing {
    private static final int UNDER_WAY_MAX = 64;
    private static final int ANSWERED_MAX = 64;

    /** Their own range, apart from the tickets of everything else. */
    private long lastTicket = Long.MIN_VALUE;

    private final long boot;
    private final long patience;
    private final BiConsumer<ServerId, Message> send;
    private final TreeMap<Long, Waiting> underWay = new TreeMap<>();

    /** What others were told, the newest last. */
    private final LinkedHashMap<Asker, Message> answered = new LinkedHashMap<>();

    /** Another member, by a token of its own. */
    private record Asker(ServerId from, long token) {}

    /** Who waits: a caller of this member, or another member. */
    private record Waiting(
            long deadline,
            Members next,
            @Nullable CompletableFuture<ChangeOutcome> done,
            @Nullable Asker asker) {}

    /**
     * What is not answered after {@code patience} nanoseconds is given up.
     *
     * @param boot random, so that no token of this boot is one of another
     */
    Changing(long boot, long patience, BiConsumer<ServerId, Message> send) {
        this.boot = boot;
        this.patience = patience;
        this.send = send;
    }

    /**
     * Somebody asks here.
     *
     * @param term what is durable here, to be shown to the leader
     * @param step steps the own core
     */
    void begin(
            Inbox.Change change,
            long now,
            boolean leads,
            @Nullable ServerId leader,
            long term,
            Consumer<Input> step) {
        if (leader == null || underWay.size() >= UNDER_WAY_MAX) {
            Reason why = leader == null ? Reason.NO_LEADER : Reason.BUSY;
            change.done().complete(new ChangeOutcome.Unknown(why));
            return;
        }
        long ticket = ++lastTicket;
        underWay.put(ticket, new Waiting(now + patience, change.next(), change.done(), null));
        if (leads) {
            step.accept(new Input.ChangeMembers(ticket, change.expected(), change.next()));
        } else {
            send.accept(
                    leader,
                    new Message.ChangeMembers(
                            term, boot + ticket, change.expected(), change.next()));
        }
    }

    /** Whether {@code message} is of this, and the core need not know of it. */
    boolean takes(ServerId from, Message message, long now, boolean leads, Consumer<Input> step) {
        switch (message) {
            case Message.ChangeMembers question -> {
                Asker asker = new Asker(from, question.token());
                Message told = answered.get(asker);
                if (told != null) {
                    send.accept(from, told);
                } else if (leads
                        && underWay.size() < UNDER_WAY_MAX
                        && underWay.values().stream()
                                .noneMatch(each -> asker.equals(each.asker()))) {
                    long ticket = ++lastTicket;
                    underWay.put(ticket, new Waiting(now + patience, question.next(), null, asker));
                    step.accept(
                            new Input.ChangeMembers(ticket, question.expected(), question.next()));
                }
                // Whoever asked one that does not lead gives up and looks.
            }
            case Message.ChangeMembersReply reply -> {
                Waiting waiting = underWay.get(reply.token() - boot);
                if (waiting != null && waiting.done() != null) {
                    end(reply.token() - boot, reply.why(), reply.term());
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    void refused(long ticket, Refusal why, long term) {
        end(ticket, why, term);
    }

    void ended(long ticket, boolean done, long term) {
        end(ticket, done ? null : Refusal.LEADER_CHANGED, term);
    }

    /**
     * Another configuration is committed here: whoever asked for it has it, also where the answer
     * is lost, as that of a leader is that removed itself and is reached no more.
     */
    void committed(Members now) {
        underWay.values()
                .removeIf(waiting ->
                        waiting.done() != null
                                && waiting.next().equals(now)
                                && waiting.done().complete(new ChangeOutcome.Changed()));
    }

    private void end(long ticket, @Nullable Refusal why, long term) {
        Waiting waiting = underWay.remove(ticket);
        if (waiting == null) {
            return;
        }
        Asker asker = waiting.asker();
        if (asker != null) {
            Message reply = new Message.ChangeMembersReply(term, asker.token(), why);
            answered.put(asker, reply);
            if (answered.size() > ANSWERED_MAX) {
                answered.pollFirstEntry();
            }
            send.accept(asker.from(), reply);
        } else if (waiting.done() != null) {
            waiting.done().complete(outcome(why));
        }
    }

    private static ChangeOutcome outcome(@Nullable Refusal why) {
        return switch (why) {
            case null -> new ChangeOutcome.Changed();
            case LEADER_CHANGED -> new ChangeOutcome.Unknown(Reason.TIMED_OUT);
            default -> new ChangeOutcome.Refused(why);
        };
    }

    void expire(long now) {
        giveUp(waiting -> waiting.deadline() <= now, Reason.TIMED_OUT);
    }

    void abandon() {
        giveUp(_ -> true, Reason.STOPPED);
    }

    private void giveUp(Predicate<Waiting> which, Reason why) {
        List<Waiting> over = new ArrayList<>();
        underWay.values().removeIf(waiting -> which.test(waiting) && over.add(waiting));
        for (Waiting waiting : over) {
            if (waiting.done() != null) {
                waiting.done().complete(new ChangeOutcome.Unknown(why));
            }
        }
    }

    /** Whether those payloads are configurations of which the message says so, and no others. */
    static boolean agree(Message.AppendEntries append, List<Payload> payloads) {
        SortedMap<Long, Members> configurations = append.entries().configurations();
        int found = 0;
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            if (payload.kind() == Payload.Kind.CONFIGURATION) {
                Members members = configurations.get(append.entries().first() + i);
                if (members == null || !Codec.encode(members).equals(payload.bytes())) {
                    return false;
                }
                found++;
            }
        }
        return found == configurations.size();
    }
}
