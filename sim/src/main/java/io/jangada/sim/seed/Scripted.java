package io.jangada.sim.seed;

import io.jangada.raft.Settings;
import io.jangada.sim.chance.Choice;
import io.jangada.sim.world.Trouble;

import java.util.ArrayList;
import java.util.List;

/**
 * Troubles that follow one another on purpose: chance alone hardly ever makes them meet. Each
 * family here is one story about terms and logs, told again and again with other lengths.
 */
final class Scripted {
    private final Choice choice;
    private final int members;
    private final long election;
    private final long heartbeat;
    private final long length;
    private final List<Trouble> troubles = new ArrayList<>();

    Scripted(Choice choice, int members, Settings core, long length) {
        this.choice = choice;
        this.members = members;
        this.election = core.electionTimeoutMin();
        this.heartbeat = core.heartbeat();
        this.length = length;
    }

    /**
     * A leader is cut off while clients go on asking it; soon after the others have chosen, their
     * leader is cut off in turn and the former one is back. So logs that are long and old meet logs
     * that are short and new, some of them committed. Messages come twice, the second time in
     * another leadership.
     */
    List<Trouble> succession() {
        long at = 4 * election;
        while (at < length - 12 * election) {
            if (choice.happens(0.5)) {
                double twice = choice.logUniform(0.01, 0.5);
                troubles.add(new Trouble.Storm(at, 12 * election, 0, twice, 0));
            }
            int leaders = 2 + choice.below(3);
            for (int i = 0; i < leaders; i++) {
                long span = choice.between(election, 3 * election);
                Shape shape = choice.happens(0.8) ? Shape.ISOLATE : Shape.DEAF;
                troubles.add(new Trouble.Cut(at, span, shape.ofLeader(members), shape.word()));
                // The next one is cut off a little before or after this one is back.
                at += span - choice.between(0, heartbeat) + choice.between(0, heartbeat);
            }
            at += choice.between(4 * election, 8 * election);
        }
        return troubles;
    }

    /**
     * A member is told to take over, and from then on is heard by nobody: its term is ahead of all
     * others while its log falls behind. Then all crash, so that no leader is left who would put
     * that right. The last time is the end: of those who are well there, every one may be needed.
     */
    List<Trouble> ahead() {
        for (long at = 4 * election;
                at < length - 16 * election;
                at += choice.between(12 * election, 20 * election)) {
            ahead(at, at + choice.between(2 * election, 6 * election));
        }
        ahead(length - choice.between(3 * election, 8 * election), length - 1);
        return troubles;
    }

    private void ahead(long at, long end) {
        int member = 1 + choice.below(members);
        troubles.add(new Trouble.Transfer(at, member));
        troubles.add(new Trouble.Cut(at + 1, end - at, Shape.MUTE.of(member, members), "unheard"));
        for (int each = 1; each <= members; each++) {
            troubles.add(new Trouble.Crash(end, each, election));
        }
    }
}
