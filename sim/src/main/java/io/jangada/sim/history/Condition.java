package io.jangada.sim.history;

/** What a transaction compares. */
public sealed interface Condition {
    /** The key that is looked at. */
    String key();

    /** Whether it holds where the key is as {@code current} says. */
    boolean holds(Read current);

    /** The key was last changed in this revision; 0: it is not there. */
    record Modified(String key, long revision) implements Condition {
        @Override
        public boolean holds(Read current) {
            return current.modRevision() == revision;
        }

        @Override
        public String toString() {
            return "mod(" + key + ")=" + revision;
        }
    }

    /** The key is there and has this value. */
    record Valued(String key, String value) implements Condition {
        @Override
        public boolean holds(Read current) {
            return value.equals(current.value());
        }

        @Override
        public String toString() {
            return key + "=" + value;
        }
    }
}
