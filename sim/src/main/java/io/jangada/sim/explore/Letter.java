package io.jangada.sim.explore;

import io.jangada.raft.Message;

/** A message under way. */
record Letter(int from, int to, Message message) {
    Letter renamed(int[] names) {
        return new Letter(names[from], names[to], message);
    }

    @Override
    public String toString() {
        return from + " -> " + to + " " + message;
    }
}
