package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What one event did to one server. The same server in the same state does the same in every world,
 * so each is computed once.
 *
 * @param restarted the event was a power cut: nothing but the disk survived
 * @param failure what the core said when it refused to go on, or null
 */
record Turn(Local was, Local is, boolean restarted, List<Letter> sent, @Nullable String failure) {
    boolean advancesCommit() {
        return !restarted && is.commit > was.commit;
    }

    /** Something that history remembers. */
    boolean isHistoric() {
        return advancesCommit()
                || (is.leads() && !was.leads())
                || is.disk.term() != was.disk.term()
                || is.disk.vote() != was.disk.vote()
                || sent.stream().anyMatch(letter -> History.candidate(letter) != 0);
    }
}
