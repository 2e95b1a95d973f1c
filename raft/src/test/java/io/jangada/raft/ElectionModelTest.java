package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every interleaving of one election of three servers, with the real core as the model: messages in
 * any order, or never; hard states durable at any later time; time-outs wherever they may be; one
 * crash anywhere. In every state: one leader per term, one vote per server and term, ever.
 */
class ElectionModelTest {
    private static final int SERVERS = 3;
    private static final int TERM_MAX = 2;
    private static final int TIMEOUTS_MAX = 2;
    private static final int CRASHES_MAX = 1;

    /** A change here says that the protocol now behaves differently: find out how. */
    private static final int DISTINCT_STATES = 103_448;

    @Test
    void noInterleavingOfAnElectionBreaksElectionSafety() {
        Set<ElectionState> seen = new HashSet<>();
        Deque<ElectionState> unexplored = new ArrayDeque<>();
        boolean led = false;
        unexplored.add(ElectionState.initial(SERVERS));
        while (!unexplored.isEmpty()) {
            for (ElectionState next : successors(unexplored.removeLast())) {
                if (seen.add(next)) {
                    assertThat(next.violation()).as("%s", next).isEmpty();
                    led |= next.hasLeader();
                    unexplored.add(next);
                }
            }
        }
        System.out.println("election of three: " + seen.size() + " distinct states");
        assertThat(led).as("a leader can be elected").isTrue();
        assertThat(seen.size()).isEqualTo(DISTINCT_STATES);
    }

    /**
     * Ids play no part in the protocol, so that server 1 may be the first to time out, and server 1
     * or 2 the second.
     */
    private static List<ElectionState> successors(ElectionState state) {
        List<ElectionState> next = new ArrayList<>();
        for (ElectionState.Letter letter : state.network()) {
            next.add(state.deliver(letter));
        }
        for (int server = 0; server < SERVERS; server++) {
            if (state.canPersist(server)) {
                next.add(state.persist(server));
            }
            if (state.timeouts() < TIMEOUTS_MAX
                    && server <= state.timeouts()
                    && state.term(server) < TERM_MAX) {
                next.add(state.timeOut(server));
            }
            if (state.crashes() < CRASHES_MAX) {
                next.add(state.crash(server));
            }
        }
        return next;
    }
}
