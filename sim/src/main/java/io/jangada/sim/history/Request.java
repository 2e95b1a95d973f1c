package io.jangada.sim.history;

import java.util.List;
import java.util.stream.Collectors;

/** What a client asks of the store. */
public sealed interface Request {
    /** What it changes where it changes anything; empty for reads. */
    List<Change> changes();

    /** The keys that it reads, compares or writes. */
    List<String> keys();

    /** Sets one key. */
    record Put(String key, String value) implements Request {
        @Override
        public List<Change> changes() {
            return List.of(new Change(key, value));
        }

        @Override
        public List<String> keys() {
            return List.of(key);
        }

        @Override
        public String toString() {
            return "put(" + key + ", " + value + ")";
        }
    }

    /** Reads one key. */
    record Get(String key) implements Request {
        @Override
        public List<Change> changes() {
            return List.of();
        }

        @Override
        public List<String> keys() {
            return List.of(key);
        }

        @Override
        public String toString() {
            return "get(" + key + ")";
        }
    }

    /** Removes one key; a key that is not there is no change, and no revision. */
    record Delete(String key) implements Request {
        @Override
        public List<Change> changes() {
            return List.of(new Change(key, null));
        }

        @Override
        public List<String> keys() {
            return List.of(key);
        }

        @Override
        public String toString() {
            return "delete(" + key + ")";
        }
    }

    /** Puts all of {@code then} in one revision if every condition holds; else reads. */
    record Txn(List<Condition> conditions, List<Put> then, List<String> otherwise)
            implements Request {
        /** The keys of {@code then} differ, as etcd demands. */
        public Txn {
            conditions = List.copyOf(conditions);
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
            if (then.stream().map(Put::key).distinct().count() < then.size()) {
                throw new IllegalArgumentException("a key is put twice in " + then);
            }
        }

        @Override
        public List<Change> changes() {
            return then.stream().map(put -> new Change(put.key, put.value)).toList();
        }

        @Override
        public List<String> keys() {
            return java.util.stream.Stream.of(
                            conditions.stream().map(Condition::key),
                            then.stream().map(Put::key),
                            otherwise.stream())
                    .flatMap(keys -> keys)
                    .distinct()
                    .toList();
        }

        @Override
        public String toString() {
            return "txn(if "
                    + conditions
                    + " then "
                    + then
                    + " else "
                    + otherwise.stream().collect(Collectors.joining(", ", "get(", ")"))
                    + ")";
        }
    }
}
