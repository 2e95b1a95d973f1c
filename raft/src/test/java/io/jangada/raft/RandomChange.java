package io.jangada.raft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** What might be asked for: of each server a little, and most often something that can be. */
final class RandomChange {
    private final Random random;
    private final ServerId[] ids;

    RandomChange(Random random, ServerId[] ids) {
        this.random = random;
        this.ids = ids;
    }

    /** A few servers come, go, get a vote or lose it; or all are elsewhere. */
    Members of(Members now) {
        if (now.equals(Members.NONE)) {
            return now;
        }
        TreeSet<ServerId> voters = new TreeSet<>(now.voters());
        TreeSet<ServerId> learners = new TreeSet<>(now.learners());
        TreeSet<ServerId> joining = new TreeSet<>(now.joining());
        Bytes addresses = now.addresses();
        int moves = 1 + random.nextInt(3);
        for (int i = 0; i < moves; i++) {
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    ServerId more = ids[random.nextInt(ids.length)];
                    if (!voters.contains(more)) {
                        learners.add(more);
                        if (random.nextInt(3) > 0) {
                            joining.add(more);
                        }
                    }
                }
                case 2, 3 -> voters.addAll(one(learners));
                case 4 -> take(voters, one(voters));
                case 5 -> {
                    List<ServerId> one = one(voters);
                    take(voters, one);
                    learners.addAll(one);
                }
                default -> addresses = Bytes.utf8("elsewhere " + random.nextInt(5));
            }
            learners.removeAll(voters);
            if (random.nextInt(4) == 0) {
                one(learners).forEach(learners::remove);
            }
            joining.retainAll(learners);
        }
        return new Members(voters, new TreeSet<>(), learners, joining, addresses);
    }

    private List<ServerId> one(Collection<ServerId> servers) {
        List<ServerId> all = new ArrayList<>(servers);
        return all.isEmpty() ? List.of() : List.of(all.get(random.nextInt(all.size())));
    }

    private static void take(Collection<ServerId> voters, List<ServerId> gone) {
        if (voters.size() > 1) {
            gone.forEach(voters::remove);
        }
    }
}
