package io.jangada.sim.storage;

import io.jangada.raft.HardState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What the client of a journal asked for, and what it was told. */
final class Promises {
    /** One entry; it has no text when its bytes are lost. */
    record Slot(long term, @Nullable String text) {
        private static final String FORGOTTEN = "forgotten";

        /** One that a snapshot stands for; of the last of them the term is known, else 0. */
        static Slot forgotten(long term) {
            return new Slot(term, FORGOTTEN);
        }

        boolean isForgotten() {
            return FORGOTTEN.equals(text);
        }
    }

    /** The log after each append. */
    final List<List<Slot>> states = new ArrayList<>(List.of(List.of()));

    final List<HardState> asked = new ArrayList<>(List.of(HardState.INITIAL));

    /** Which of the states, and of what was asked, is acknowledged. */
    int persisted;

    /** Up to which index entries may be forgotten. */
    long compacted;

    int saved;

    @Nullable String failed;

    List<Slot> log() {
        return states.getLast();
    }

    HardState hardState() {
        return asked.getLast();
    }
}
