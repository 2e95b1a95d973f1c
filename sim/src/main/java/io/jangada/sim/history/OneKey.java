package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One key by itself. Between its own operations the store's revision rises by what other keys do,
 * so that revisions are only compared. Whatever this refuses, {@link WholeStore} refuses.
 */
final class OneKey implements Model<OneKey.State> {
    private static final long NOT_KNOWN = -1;

    /**
     * @param floor the store's revision is at least this
     * @param mod as in {@link Read}, or not known: it is at least {@code floor}
     */
    record State(long floor, @Nullable String value, long mod) {}

    @Override
    public State first() {
        return new State(History.FIRST_REVISION, null, 0);
    }

    @Override
    public @Nullable State next(State state, Operation operation) {
        Request request = operation.request();
        Response response = operation.response();
        if (response == null) {
            return unanswered(state, request);
        }
        long revision = response.revision();
        boolean changed = response.changed(request);
        if (changed ? revision <= state.floor : revision < state.floor) {
            return null;
        }
        return switch (request) {
            case Request.Put put -> new State(revision, put.value(), revision);
            case Request.Get _ -> read(state, revision, response);
            case Request.Delete _ ->
                    changed == (state.value != null) ? new State(revision, null, 0) : null;
            case Request.Txn txn -> throw new IllegalArgumentException("of several keys: " + txn);
        };
    }

    private static State unanswered(State state, Request request) {
        return switch (request) {
            case Request.Put put -> new State(state.floor + 1, put.value(), NOT_KNOWN);
            case Request.Get _ -> state;
            case Request.Delete _ ->
                    state.value == null ? state : new State(state.floor + 1, null, 0);
            case Request.Txn txn -> throw new IllegalArgumentException("of several keys: " + txn);
        };
    }

    private static @Nullable State read(State state, long revision, Response response) {
        Read read = response.reads().getFirst();
        long mod = read.modRevision();
        boolean known = state.mod == mod;
        boolean possible = state.mod == NOT_KNOWN && state.floor <= mod && mod <= revision;
        return Objects.equals(read.value(), state.value) && (known || possible)
                ? new State(revision, state.value, mod)
                : null;
    }
}
