package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every interleaving of one change of the members of two servers, two campaigns and a crash, with
 * the real core as the model: messages in any order, or never. In every state: one leader per term,
 * and what is committed, with the configuration there, is the same for all.
 */
class MembershipModelTest {
    private static final int CAMPAIGNS_MAX = 2;
    private static final int CRASHES_MAX = 1;

    /**
     * @param states a change here says that the protocol now behaves differently: find out how
     */
    @ParameterizedTest
    @CsvSource({
        "1 2, 1, 2769",
        "1 2, 2, 2969",
        "1 + 2, 1 2, 128",
        "1 + 2, 2, 183",
    })
    void noInterleavingOfAChangeBreaksSafety(String first, String next, int states) {
        Set<MembershipState> seen = new HashSet<>();
        Deque<MembershipState> unexplored = new ArrayDeque<>();
        boolean changed = false;
        unexplored.add(MembershipState.initial(2, Groups.of(first)));
        while (!unexplored.isEmpty()) {
            for (MembershipState after : successors(unexplored.removeLast(), Groups.of(next))) {
                if (seen.add(after)) {
                    assertThat(after.violation()).as("%s", after).isEmpty();
                    changed |= after.hasCommitted(Groups.of(next));
                    unexplored.add(after);
                }
            }
        }
        System.out.println(first + " to " + next + ": " + seen.size() + " distinct states");
        assertThat(changed).as("it can be committed").isTrue();
        assertThat(seen.size()).isEqualTo(states);
    }

    private static List<MembershipState> successors(MembershipState state, Members next) {
        List<MembershipState> all = new ArrayList<>();
        for (ElectionState.Letter letter : state.network()) {
            all.add(state.deliver(letter));
        }
        for (int server = 0; server < 2; server++) {
            if (state.changes() == 0 && state.leads(server)) {
                all.add(state.change(server, next));
            }
            if (state.campaigns() < CAMPAIGNS_MAX) {
                all.add(state.campaign(server));
            }
            if (state.crashes() < CRASHES_MAX) {
                all.add(state.crash(server));
            }
        }
        return all;
    }
}
