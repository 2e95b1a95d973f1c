package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One search of {@link Wgl}: forwards while something fits, and back where nothing does. */
final class Search<S> {
    /** A state, with all that was placed up to it; {@code from}: all below are placed. */
    private record Tried<S>(S state, int from, BitSet placed) {}

    /** What may come next in one state, and what was placed on arriving in it. */
    private static final class Fork<S> {
        final S state;
        final List<Integer> placed = new ArrayList<>();
        final List<Integer> choices = new ArrayList<>();
        int next;

        Fork(S state) {
            this.state = state;
        }
    }

    private final Model<S> model;
    private final List<Operation> operations;
    private final long stepsMax;
    private final BitSet placed = new BitSet();
    private final Set<Tried<S>> tried = new HashSet<>();
    private final Deque<Fork<S>> forks = new ArrayDeque<>();
    private int answeredLeft;
    private long steps;
    private int fewestLeft = Integer.MAX_VALUE;
    private String stuck = "";

    /** The operations in the order in which they were invoked. */
    Search(Model<S> model, List<Operation> operations, long stepsMax) {
        this.model = model;
        this.operations = operations;
        this.stepsMax = stepsMax;
        this.answeredLeft =
                (int) operations.stream().filter(each -> each.response() != null).count();
    }

    Wgl.Verdict verdict() {
        arrive(new Fork<>(model.first()));
        while (answeredLeft > 0) {
            if (steps > stepsMax) {
                return new Wgl.Verdict.Unknown(stepsMax);
            }
            Fork<S> fork = forks.peek();
            if (fork == null) {
                return new Wgl.Verdict.Not(stuck);
            }
            if (fork.next == fork.choices.size()) {
                leave();
            } else {
                take(fork, fork.choices.get(fork.next++));
            }
        }
        return new Wgl.Verdict.Linearizable();
    }

    private void take(Fork<S> fork, int choice) {
        S state = step(fork.state, choice);
        if (state != null) {
            Fork<S> further = new Fork<>(state);
            place(further, choice);
            arrive(further);
        }
    }

    /**
     * Of unanswered operations that ask the same only the first is tried: the rest are no other.
     */
    private void arrive(Fork<S> fork) {
        forks.push(fork);
        while (placeWithoutChange(fork)) {
            // One that returned lets others follow it.
        }
        if (answeredLeft < fewestLeft) {
            fewestLeft = answeredLeft;
            stuck = sentence(fork.state);
        }
        int from = placed.nextClearBit(0);
        BitSet rest = placed.get(from, Math.max(from, placed.length()));
        if (!tried.add(new Tried<>(fork.state, from, rest))) {
            return;
        }
        Set<Request> alike = new HashSet<>();
        for (int each : minimal()) {
            Operation operation = operations.get(each);
            boolean other = operation.response() != null || alike.add(operation.request());
            S state = other ? step(fork.state, each) : null;
            if (state != null && !state.equals(fork.state)) {
                fork.choices.add(each);
            }
        }
    }

    /**
     * What was answered and fits without changing the state can be placed now and stay: wherever
     * else it could go, the state is the same, and nothing that is left must come before it.
     */
    private boolean placeWithoutChange(Fork<S> fork) {
        boolean any = false;
        for (int each : minimal()) {
            if (operations.get(each).response() != null
                    && fork.state.equals(step(fork.state, each))) {
                place(fork, each);
                any = true;
            }
        }
        return any;
    }

    /** Those that nothing else which is left precedes: it returned before they were invoked. */
    private List<Integer> minimal() {
        List<Integer> found = new ArrayList<>();
        long firstReturn = Long.MAX_VALUE;
        for (int each = placed.nextClearBit(0);
                each < operations.size();
                each = placed.nextClearBit(each + 1)) {
            Operation operation = operations.get(each);
            if (operation.invoked() > firstReturn) {
                break;
            }
            found.add(each);
            firstReturn = Math.min(firstReturn, operation.returned());
        }
        return found;
    }

    private @Nullable S step(S state, int each) {
        steps++;
        return model.next(state, operations.get(each));
    }

    private void place(Fork<S> fork, int each) {
        fork.placed.add(each);
        placed.set(each);
        if (operations.get(each).response() != null) {
            answeredLeft--;
        }
    }

    private void leave() {
        for (int each : forks.pop().placed) {
            placed.clear(each);
            if (operations.get(each).response() != null) {
                answeredLeft++;
            }
        }
    }

    private String sentence(S state) {
        Operation first = null;
        for (int each : minimal()) {
            Operation operation = operations.get(each);
            if (first == null || operation.returned() < first.returned()) {
                first = operation;
            }
        }
        return "after %d operations nothing fits %s any more; next to return: %s"
                .formatted(placed.cardinality(), state, first);
    }
}
