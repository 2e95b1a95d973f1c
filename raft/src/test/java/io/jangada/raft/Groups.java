package io.jangada.raft;

import java.util.TreeSet;

/**
 * Configurations in few words: {@code "1 2 4 / 1 2 3 + 5 6*"} is a joint one of the voters 1, 2 and
 * 4 with the outgoing ones 1, 2 and 3, the learner 5, and 6, who joins.
 */
final class Groups {
    private Groups() {}

    static Members of(String words) {
        TreeSet<ServerId> voters = new TreeSet<>();
        TreeSet<ServerId> outgoing = new TreeSet<>();
        TreeSet<ServerId> learners = new TreeSet<>();
        TreeSet<ServerId> joining = new TreeSet<>();
        TreeSet<ServerId> to = voters;
        for (String word : words.split(" ", -1)) {
            switch (word) {
                case "/" -> to = outgoing;
                case "+" -> to = learners;
                default -> {
                    ServerId id = new ServerId(Long.parseLong(word.replace("*", "")));
                    to.add(id);
                    if (word.endsWith("*")) {
                        joining.add(id);
                    }
                }
            }
        }
        return new Members(voters, outgoing, learners, joining, Bytes.EMPTY);
    }

    static Members at(Members members, Bytes addresses) {
        return new Members(
                members.voters(),
                members.outgoing(),
                members.learners(),
                members.joining(),
                addresses);
    }
}
