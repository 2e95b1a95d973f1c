package io.jangada.raft;

import io.jangada.raft.Fleet.Letter;
import io.jangada.words.Words;

/** What a transcript tells of, and how what {@link Words} does not know reads in it. */
final class Transcript {
    private Transcript() {}

    static boolean isWrite(Output output) {
        return output instanceof Output.SaveHardState || output instanceof Output.Append;
    }

    static boolean isAboutVotes(Message message) {
        return message instanceof Message.PreVote
                || message instanceof Message.PreVoteReply
                || message instanceof Message.RequestVote
                || message instanceof Message.RequestVoteReply;
    }

    static String text(Letter letter) {
        return letter.from() + " -> " + letter.to() + " " + Words.text(letter.message());
    }

    static String text(OneServer server) {
        return Words.text(server.status(), server.log());
    }
}
