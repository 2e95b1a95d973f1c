package io.jangada.words;

import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Snapshot;
import io.jangada.raft.Status;

import java.util.StringJoiner;

/** How messages, outputs and servers read where people follow what servers do. */
public final class Words {
    private Words() {}

    /** Its kind, its term and what it says, in one line. */
    public static String text(Message message) {
        String name = message.getClass().getSimpleName() + " term " + message.term();
        return name
                + switch (message) {
                    case Message.PreVote m -> last(m.lastLogIndex(), m.lastLogTerm());
                    case Message.PreVoteReply m -> m.granted() ? " granted" : " refused";
                    case Message.RequestVote m ->
                            last(m.lastLogIndex(), m.lastLogTerm())
                                    + (m.transfer() ? " for a transfer" : "");
                    case Message.RequestVoteReply m -> m.granted() ? " granted" : " refused";
                    case Message.AppendEntries m ->
                            " after "
                                    + at(m.prevLogIndex(), m.prevLogTerm())
                                    + " commit "
                                    + m.leaderCommit()
                                    + (m.entries().isEmpty() ? "" : " entries" + log(m.entries()));
                    case Message.AppendAccepted m -> " match " + m.matchIndex();
                    case Message.AppendRejected m ->
                            " after "
                                    + m.prevLogIndex()
                                    + " hint "
                                    + at(m.hintIndex(), m.hintTerm());
                    case Message.Heartbeat m ->
                            " match "
                                    + m.matchIndex()
                                    + " commit "
                                    + m.leaderCommit()
                                    + " round "
                                    + m.round();
                    case Message.HeartbeatReply m ->
                            " round " + m.round() + " match " + m.matchIndex();
                    case Message.TimeoutNow _ -> "";
                    case Message.ReadIndex m -> " token " + m.token();
                    case Message.ReadIndexReply m ->
                            " token " + m.token() + " index " + m.readIndex();
                    case Message.Forward m -> " sizes " + m.sizes();
                    case Message.InstallSnapshot m -> snapshot(m.snapshot());
                    case Message.FetchSnapshot m ->
                            at(m.lastIncludedIndex(), m.lastIncludedTerm()) + " from " + m.offset();
                    case Message.ChangeMembers m -> " token " + m.token() + " to " + m.next();
                    case Message.ChangeMembersReply m ->
                            " token " + m.token() + (m.why() == null ? " done" : " " + m.why());
                    case Message.SnapshotChunk m ->
                            at(m.lastIncludedIndex(), m.lastIncludedTerm())
                                    + " from "
                                    + m.offset()
                                    + " sizes "
                                    + m.sizes();
                };
    }

    /** What is ordered, in one line. */
    public static String text(Output output) {
        return switch (output) {
            case Output.SaveHardState o ->
                    "save term "
                            + o.hardState().currentTerm()
                            + (o.hardState().votedFor() == null
                                    ? ""
                                    : " vote " + o.hardState().votedFor());
            case Output.Append o ->
                    (o.truncates() ? "cut and append" : "append")
                            + (o.noop() ? " no-op" : "")
                            + log(o.entries());
            case Output.Send o -> text(o.message());
            case Output.Commit o -> "commit " + o.commitIndex();
            case Output.ReadReady o -> "read " + o.ticket() + " ready at " + o.readIndex();
            case Output.Refuse o -> "refuse " + o.ticket() + " " + o.why();
            case Output.FetchSnapshot o -> "fetch of " + o.from() + snapshot(o.snapshot());
            case Output.Restore o -> "restore" + snapshot(o.snapshot());
            case Output.Changed o ->
                    o.standing()
                            + " term "
                            + o.term()
                            + (o.leader() == null ? "" : " leader " + o.leader());
            case Output.Reconfigured o -> "members " + o.members();
            case Output.ChangeEnded o -> o.done() ? "change done" : "change given up";
            case Output.TransferEnded o -> o.done() ? "transfer done" : "transfer given up";
        };
    }

    /** A server with the terms of its log, in one line. */
    public static String text(Status status, Entries log) {
        return status.self()
                + " "
                + status.standing()
                + " term "
                + status.currentTerm()
                + " commit "
                + status.commitIndex()
                + " durable "
                + status.durableIndex()
                + " log"
                + terms(log);
    }

    private static String snapshot(Snapshot snapshot) {
        return " snapshot " + at(snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm());
    }

    private static String last(long index, long term) {
        return " last " + at(index, term);
    }

    /** Index and term, as index/term. */
    private static String at(long index, long term) {
        return index + "/" + term;
    }

    private static String log(Entries entries) {
        return " " + entries.first() + ".." + entries.last() + " terms" + terms(entries);
    }

    private static String terms(Entries entries) {
        StringJoiner terms = new StringJoiner(" ", " ", "");
        for (long index = entries.first(); index <= entries.last(); index++) {
            terms.add(Long.toString(entries.term(index)));
        }
        return entries.isEmpty() ? " empty" : terms.toString();
    }
}
