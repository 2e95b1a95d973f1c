package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All keys and the revision: every answer is compared whole. */
final class WholeStore implements Model<WholeStore.State> {
    /** The store at one revision; keys that are not there are not in the map. */
    record State(long revision, Map<String, Read> keys) {
        Read key(String key) {
            return keys.getOrDefault(key, Read.absent(key));
        }
    }

    /** Revisions that answered operations made: no other operation can have. */
    private final Set<Long> made = new HashSet<>();

    /** What was read of a revision: an operation that wrote something else did not make it. */
    private final Map<Long, Set<Change>> told = new HashMap<>();

    /** What came after the last answer matters to none. */
    private long last = History.FIRST_REVISION;

    WholeStore(List<Operation> operations) {
        for (Operation operation : operations) {
            Response response = operation.response();
            if (response != null) {
                last = Math.max(last, response.revision());
                if (response.changed(operation.request())) {
                    made.add(response.revision());
                }
                for (Read read : response.reads()) {
                    told.computeIfAbsent(read.modRevision(), _ -> new HashSet<>())
                            .add(new Change(read.key(), read.value()));
                }
            }
        }
    }

    @Override
    public State first() {
        return new State(History.FIRST_REVISION, Map.of());
    }

    @Override
    public @Nullable State next(State state, Operation operation) {
        Request request = operation.request();
        Response answer = Sequential.answer(request, state::key, state.revision);
        Response response = operation.response();
        if (response != null && !response.equals(answer)) {
            return null;
        }
        if (!answer.changed(request)) {
            return state;
        }
        return response != null || mayHaveMade(answer.revision(), request)
                ? changed(state, request.changes(), answer.revision())
                : null;
    }

    private boolean mayHaveMade(long revision, Request request) {
        return revision <= last
                && !made.contains(revision)
                && request.changes().containsAll(told.getOrDefault(revision, Set.of()));
    }

    private static State changed(State state, List<Change> changes, long revision) {
        Map<String, Read> keys = new TreeMap<>(state.keys);
        for (Change change : changes) {
            if (change.value() == null) {
                keys.remove(change.key());
            } else {
                keys.put(change.key(), new Read(change.key(), change.value(), revision));
            }
        }
        return new State(revision, keys);
    }
}
