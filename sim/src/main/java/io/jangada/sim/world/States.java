package io.jangada.sim.world;

import io.jangada.raft.Input;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What kinds of situations a run came by. A state of the cluster is, for each member and whatever
 * its name: what it is, how many terms it is behind, and about how many entries its log, its commit
 * index and what it made durable are behind.
 */
final class States {
    private static final List<String> WORDS =
            List.of("start", "follower", "pre-candidate", "candidate", "leader");
    private static final int STANDINGS = WORDS.size();

    private final List<@Nullable Status> members = new ArrayList<>();
    private final List<Class<?>> events = new ArrayList<>();
    private long[] steps = new long[0];
    private final Coverage coverage;

    States(int members, Coverage coverage) {
        this.coverage = coverage;
        for (int i = 0; i < members; i++) {
            this.members.add(null);
        }
    }

    void stepped(int member, Input input, Status now) {
        Status before = members.get(member);
        int was = before == null ? 0 : number(before.standing());
        int place = place(event(input), was, number(now.standing()));
        steps[place]++;
        if (!now.equals(before)) {
            members.set(member, now);
            look();
        }
    }

    /** Kinds of events are numbered as they come up. */
    private int event(Input input) {
        Class<?> kind =
                input instanceof Input.Receive(_, var message)
                        ? message.getClass()
                        : input.getClass();
        int event = events.indexOf(kind);
        if (event < 0) {
            event = events.size();
            events.add(kind);
            steps = Arrays.copyOf(steps, events.size() * STANDINGS * STANDINGS);
        }
        return event;
    }

    private static int place(int event, int before, int after) {
        return (event * STANDINGS + before) * STANDINGS + after;
    }

    private static int number(Standing standing) {
        return switch (standing) {
            case FOLLOWER -> 1;
            case PRE_CANDIDATE -> 2;
            case CANDIDATE -> 3;
            case LEADER -> 4;
        };
    }

    void crashed(int member) {
        members.set(member, null);
        look();
    }

    /** Counts the kinds of steps: what it was, what came, what it was then. */
    void end() {
        for (int event = 0; event < events.size(); event++) {
            for (int before = 0; before < STANDINGS; before++) {
                for (int after = 0; after < STANDINGS; after++) {
                    long times = steps[place(event, before, after)];
                    if (times > 0) {
                        String what = events.get(event).getSimpleName();
                        coverage.count(
                                "step %s, %s, %s"
                                        .formatted(WORDS.get(before), what, WORDS.get(after)),
                                times);
                    }
                }
            }
        }
    }

    private void look() {
        long term = 0;
        long last = 0;
        long commit = 0;
        for (Status one : members) {
            if (one != null) {
                term = Math.max(term, one.currentTerm());
                last = Math.max(last, one.lastLogIndex());
                commit = Math.max(commit, one.commitIndex());
            }
        }
        int[] each = new int[members.size()];
        for (int i = 0; i < each.length; i++) {
            Status one = members.get(i);
            if (one != null) {
                int kind = number(one.standing());
                kind = 4 * kind + (int) Math.min(3, term - one.currentTerm());
                kind = 4 * kind + about(last - one.lastLogIndex());
                kind = 4 * kind + about(commit - one.commitIndex());
                each[i] = 4 * kind + about(one.lastLogIndex() - one.durableIndex());
            }
        }
        Arrays.sort(each);
        long state = each.length;
        for (int one : each) {
            state = (state ^ one) * 0x9e37_79b9_7f4a_7c15L;
            state ^= state >>> 29;
        }
        coverage.saw(state);
    }

    /** None, one, a few, many. */
    private static int about(long entries) {
        if (entries < 2) {
            return (int) entries;
        }
        return entries < 10 ? 2 : 3;
    }
}
