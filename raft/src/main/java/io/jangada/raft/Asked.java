package io.jangada.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The reads of a follower that wait for their leader's word (Raft thesis §6.4). A few questions are
 * under way at most; reads that come meanwhile share the next one.
 */
final class Asked {
    static final int UNDER_WAY_MAX = 4;

    /** One question, and the reads that it is for. */
    record Question(long token, List<Long> tickets) {}

    private final ArrayDeque<Question> underWay = new ArrayDeque<>();
    private List<Long> waiting = new ArrayList<>();
    private int count;

    /** Questions before this token were put before the last heartbeat interval began. */
    private long oldBelow;

    int count() {
        return count;
    }

    void add(long ticket) {
        waiting.add(ticket);
        count++;
    }

    boolean wantsQuestion() {
        return !waiting.isEmpty() && underWay.size() < UNDER_WAY_MAX;
    }

    void ask(long token) {
        underWay.add(new Question(token, waiting));
        waiting = new ArrayList<>();
    }

    /** The reads that the question was for; none when it was answered before. */
    List<Long> answered(long token) {
        for (Iterator<Question> all = underWay.iterator(); all.hasNext(); ) {
            Question question = all.next();
            if (question.token() == token) {
                all.remove();
                count -= question.tickets().size();
                return question.tickets();
            }
        }
        return List.of();
    }

    /** The tokens of the questions that have waited for a whole heartbeat interval. */
    List<Long> overdue(long nextToken) {
        List<Long> tokens = new ArrayList<>();
        for (Question question : underWay) {
            if (question.token() - oldBelow < 0) {
                tokens.add(question.token());
            }
        }
        oldBelow = nextToken;
        return tokens;
    }

    List<Long> tickets() {
        List<Long> all = new ArrayList<>();
        underWay.forEach(question -> all.addAll(question.tickets()));
        all.addAll(waiting);
        return all;
    }

    void encode(Writer to) {
        to.number(underWay.size());
        for (Question question : underWay) {
            to.number(question.token());
            encode(to, question.tickets());
        }
        encode(to, waiting);
        to.number(oldBelow);
    }

    private static void encode(Writer to, List<Long> tickets) {
        to.number(tickets.size());
        tickets.forEach(to::number);
    }

    void decode(Reader from) throws Malformed {
        int questions = from.count();
        for (int i = 0; i < questions; i++) {
            long token = from.number();
            underWay.add(new Question(token, tickets(from)));
        }
        waiting = tickets(from);
        count = tickets().size();
        oldBelow = from.number();
    }

    private static List<Long> tickets(Reader from) throws Malformed {
        int count = from.count();
        List<Long> tickets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tickets.add(from.number());
        }
        return tickets;
    }
}
