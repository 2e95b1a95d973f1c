package io.jangada.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the reductions rest on, tried on every server and letter that a small world has, also where
 * the two never meet.
 */
final class ReductionsTest {
    private static final Bounds BOUNDS =
            Bounds.parse("servers=3 terms=2 entries=1 crashes=1 heartbeats=1");
    private static final int STATES = 10_000;

    /** Stops after some states: it is the variety of servers that counts here. */
    private static Servers explored(Reductions reductions) {
        Explorer explorer = new Explorer(BOUNDS, reductions);
        Outcome outcome = explorer.run((states, _, _, _) -> states < STATES);
        assertThat(outcome.broken()).isNull();
        return explorer.servers();
    }

    /** Symmetry: a server under other names does the same under other names. */
    @Test
    void idsPlayNoPart() {
        Servers servers = explored(Reductions.ALL);
        List<int[]> renamings = Renamings.all(3);
        int tried = 0;
        for (int[] pair : pairs(servers)) {
            if (pair[0] % 37 != 0) {
                continue;
            }
            Turn turn = servers.turn(servers.locals.value(pair[0]), Servers.LETTER + pair[1]);
            for (int[] names : renamings.subList(1, 6)) {
                Turn renamed = renamed(servers, pair[0], pair[1], names);
                assertThat(renamed.is().key()).isEqualTo(turn.is().renamed(names).key());
                assertThat(new HashSet<>(renamed.sent())).isEqualTo(renamed(turn.sent(), names));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(1000);
    }

    private static Turn renamed(Servers servers, int local, int letter, int[] names) {
        int twin = servers.letters.of(servers.letters.value(letter).renamed(names));
        return servers.turn(servers.locals.value(local).renamed(names), Servers.LETTER + twin);
    }

    private static Set<Letter> renamed(List<Letter> letters, int[] names) {
        Set<Letter> renamed = new HashSet<>();
        letters.forEach(letter -> renamed.add(letter.renamed(names)));
        return renamed;
    }

    /** A reply that is dead changes nothing at its receiver and is not answered. */
    @Test
    void aDeadReplyHasNoEffect() {
        Servers servers = explored(Reductions.ALL);
        Dead dead = new Dead(BOUNDS.terms(), false);
        int found = 0;
        for (int[] pair : pairs(servers)) {
            Letter letter = servers.letters.value(pair[1]);
            Local to = servers.locals.value(pair[0]);
            if (isReply(letter) && dead.isDead(letter, to, to)) {
                assertThat(servers.effect(pair[0], Servers.LETTER + pair[1]).idle())
                        .as("%s at %s", letter, to)
                        .isTrue();
                found++;
            }
        }
        assertThat(found).isGreaterThan(1000);
    }

    /** Every server that came up with every letter to it that came up. */
    private static List<int[]> pairs(Servers servers) {
        List<int[]> pairs = new ArrayList<>();
        for (int local = 0; local < servers.locals.count(); local++) {
            for (int letter = 0; letter < servers.letters.count(); letter++) {
                int to = servers.letters.value(letter).to();
                if (to == servers.locals.value(local).self) {
                    pairs.add(new int[] {local, letter});
                }
            }
        }
        return pairs;
    }

    private static boolean isReply(Letter letter) {
        return switch (letter.message()) {
            case Message.RequestVoteReply _,
                    Message.PreVoteReply _,
                    Message.AppendAccepted _,
                    Message.AppendRejected _,
                    Message.HeartbeatReply _ ->
                    true;
            default -> false;
        };
    }

    /**
     * A server whose term and vote are not durable sends nothing, and whatever comes before they
     * are might as well come after.
     */
    @Test
    void whatComesBeforeTheDiskMayComeAfter() {
        Servers servers = explored(Reductions.ALL);
        int tried = 0;
        for (int[] pair : pairs(servers)) {
            int event = Servers.LETTER + pair[1];
            Effect early = servers.effect(pair[0], event);
            if (servers.locals.value(pair[0]).canSave && early.violation() == null) {
                assertThat(early.sent()).isEmpty();
                assertCommutes(servers, pair[0], event, early);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(1000);
    }

    private static void assertCommutes(Servers servers, int local, int event, Effect early) {
        Effect saved = servers.effect(local, Servers.SAVE);
        Effect late = servers.effect(saved.next(), event);
        Effect then = servers.effect(early.next(), Servers.SAVE);
        Set<Integer> sent = new HashSet<>();
        Arrays.stream(saved.sent()).forEach(sent::add);
        Arrays.stream(late.sent()).forEach(sent::add);
        assertThat(then.next()).as("%s", servers.locals.value(local)).isEqualTo(late.next());
        assertThat(sent).containsAll(Arrays.stream(then.sent()).boxed().toList());
    }
}
