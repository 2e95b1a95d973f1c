package io.jangada.raft;

import java.util.Arrays;
import java.util.List;

/**
 * Messages and inputs as bytes, for the wire, the black box and the model checker. The first byte
 * is the version, the second says which record it is; the fields follow in their order. Decoding
 * any bytes whatever gives the value that they encode or {@link Malformed}, and nothing else.
 */
public final class Codec {
    static final int VERSION = 3;
    static final List<Refusal> REFUSALS = Arrays.asList(Refusal.values());

    private Codec() {}

    public static Bytes encode(Message message) {
        Writer to = new Writer();
        to.octet(VERSION);
        write(to, message);
        return to.bytes();
    }

    /**
     * @param entriesMax a message that announces more entries or commands is malformed, before
     *     anything is allocated for them
     */
    public static Message decodeMessage(Bytes bytes, int entriesMax) throws Malformed {
        Reader from = versioned(new Reader(bytes, entriesMax));
        Message message = message(from);
        from.end();
        return message;
    }

    public static Bytes encode(Input input) {
        Writer to = new Writer();
        to.octet(VERSION);
        write(to, input);
        return to.bytes();
    }

    public static Input decodeInput(Bytes bytes) throws Malformed {
        Reader from = versioned(new Reader(bytes));
        Input input = input(from);
        from.end();
        return input;
    }

    /** A configuration, as it stands in the log and in the manifest of a snapshot. */
    public static Bytes encode(Members members) {
        Writer to = new Writer();
        to.octet(VERSION);
        to.members(members);
        return to.bytes();
    }

    public static Members decodeMembers(Bytes bytes) throws Malformed {
        Reader from = versioned(new Reader(bytes));
        Members members = from.members();
        from.end();
        return members;
    }

    static Reader versioned(Reader from) throws Malformed {
        int version = from.octet();
        if (version != VERSION) {
            throw new Malformed("version " + version + ", known is " + VERSION);
        }
        return from;
    }

    static void write(Writer to, Message message) {
        switch (message) {
            case Message.PreVote(long term, long index, long logTerm) ->
                    numbers(to, 1, term, index, logTerm);
            case Message.PreVoteReply(long term, boolean granted) -> {
                numbers(to, 2, term);
                to.flag(granted);
            }
            case Message.RequestVote(long term, long index, long logTerm, boolean transfer) -> {
                numbers(to, 3, term, index, logTerm);
                to.flag(transfer);
            }
            case Message.RequestVoteReply(long term, boolean granted) -> {
                numbers(to, 4, term);
                to.flag(granted);
            }
            case Message.AppendEntries m -> {
                numbers(to, 5, m.term(), m.prevLogIndex(), m.prevLogTerm(), m.leaderCommit());
                to.entries(m.entries());
            }
            case Message.AppendAccepted(long term, long matchIndex) ->
                    numbers(to, 6, term, matchIndex);
            case Message.AppendRejected(long term, long prev, long hintIndex, long hintTerm) ->
                    numbers(to, 7, term, prev, hintIndex, hintTerm);
            case Message.Heartbeat(long term, long matchIndex, long commit, long round) ->
                    numbers(to, 8, term, matchIndex, commit, round);
            case Message.HeartbeatReply(long term, long round, long matchIndex) ->
                    numbers(to, 9, term, round, matchIndex);
            case Message.TimeoutNow(long term) -> numbers(to, 10, term);
            case Message.ReadIndex(long term, long token) -> numbers(to, 11, term, token);
            case Message.ReadIndexReply(long term, long token, long readIndex) ->
                    numbers(to, 12, term, token, readIndex);
            case Message.Forward(long term, Sizes sizes) -> {
                numbers(to, 13, term);
                to.sizes(sizes);
            }
            case Message.InstallSnapshot(long term, Snapshot snapshot) -> {
                numbers(to, 14, term);
                to.snapshot(snapshot);
            }
            case Message.FetchSnapshot(long term, long index, long indexTerm, long offset) ->
                    numbers(to, 15, term, index, indexTerm, offset + 1);
            case Message.SnapshotChunk m -> {
                long index = m.lastIncludedIndex();
                numbers(to, 16, m.term(), index, m.lastIncludedTerm(), m.offset() + 1);
                to.sizes(m.sizes());
            }
            case Message.ChangeMembers(long term, long token, Members expected, Members next) -> {
                numbers(to, 17, term, token);
                to.members(expected);
                to.members(next);
            }
            case Message.ChangeMembersReply(long term, long token, Refusal why) ->
                    numbers(to, 18, term, token, REFUSALS.indexOf(why) + 1);
        }
    }

    private static void numbers(Writer to, int kind, long... fields) {
        to.octet(kind);
        for (long field : fields) {
            to.number(field);
        }
    }

    static Message message(Reader from) throws Malformed {
        int kind = from.octet();
        long term = from.natural();
        return switch (kind) {
            case 1 -> new Message.PreVote(term, from.natural(), from.natural());
            case 2 -> new Message.PreVoteReply(term, from.flag());
            case 3 -> new Message.RequestVote(term, from.natural(), from.natural(), from.flag());
            case 4 -> new Message.RequestVoteReply(term, from.flag());
            case 5 -> appendEntries(from, term);
            case 6 -> new Message.AppendAccepted(term, from.natural());
            case 7 ->
                    new Message.AppendRejected(
                            term, from.natural(), from.natural(), from.natural());
            case 8 -> new Message.Heartbeat(term, from.natural(), from.natural(), from.natural());
            case 9 -> new Message.HeartbeatReply(term, from.natural(), from.natural());
            case 10 -> new Message.TimeoutNow(term);
            case 11 -> new Message.ReadIndex(term, from.number());
            case 12 -> new Message.ReadIndexReply(term, from.number(), from.natural());
            case 13 -> new Message.Forward(term, from.sizes());
            case 14 -> new Message.InstallSnapshot(term, from.snapshot());
            case 15 ->
                    new Message.FetchSnapshot(
                            term, from.natural(), from.natural(), from.natural() - 1);
            case 16 ->
                    new Message.SnapshotChunk(
                            term, from.natural(), from.natural(), from.natural() - 1, from.sizes());
            case 17 ->
                    new Message.ChangeMembers(term, from.number(), from.members(), from.members());
            case 18 -> new Message.ChangeMembersReply(term, from.number(), from.refusal());
            default -> throw new Malformed("unknown message " + kind);
        };
    }

    private static Message appendEntries(Reader from, long term) throws Malformed {
        return new Message.AppendEntries(
                term, from.natural(), from.natural(), from.natural(), from.entries());
    }

    private static void write(Writer to, Input input) {
        switch (input) {
            case Input.Tick(long now) -> {
                to.octet(1);
                to.fixed(now);
            }
            case Input.ElectionElapsed() -> to.octet(2);
            case Input.LeaderSilent() -> to.octet(3);
            case Input.HeartbeatDue() -> to.octet(4);
            case Input.QuorumSilent() -> to.octet(5);
            case Input.Receive(ServerId sender, Message message) -> {
                to.octet(6);
                to.server(sender);
                write(to, message);
            }
            case Input.Propose(long ticket, Sizes sizes) -> {
                numbers(to, 7, ticket);
                to.sizes(sizes);
            }
            case Input.Read(long ticket) -> numbers(to, 8, ticket);
            case Input.HardStatePersisted(HardState hardState) -> {
                to.octet(9);
                to.hardState(hardState);
            }
            case Input.LogPersisted(long write) -> numbers(to, 10, write);
            case Input.Applied(long index) -> numbers(to, 11, index);
            case Input.Transfer(long ticket, ServerId target) -> {
                numbers(to, 12, ticket);
                to.server(target);
            }
            case Input.ChangeMembers(long ticket, Members expected, Members next) -> {
                numbers(to, 17, ticket);
                to.members(expected);
                to.members(next);
            }
            case Input.Lost(ServerId peer) -> {
                to.octet(13);
                to.server(peer);
            }
            case Input.SnapshotTaken(long index) -> numbers(to, 14, index);
            case Input.Compact(long upTo) -> numbers(to, 15, upTo);
            case Input.SnapshotReceived(Snapshot snapshot) -> {
                to.octet(16);
                to.snapshot(snapshot);
            }
        }
    }

    private static Input input(Reader from) throws Malformed {
        int kind = from.octet();
        return switch (kind) {
            case 1 -> new Input.Tick(from.fixed());
            case 2 -> new Input.ElectionElapsed();
            case 3 -> new Input.LeaderSilent();
            case 4 -> new Input.HeartbeatDue();
            case 5 -> new Input.QuorumSilent();
            case 6 -> new Input.Receive(from.server(), message(from));
            case 7 -> new Input.Propose(from.number(), from.sizes());
            case 8 -> new Input.Read(from.number());
            case 9 -> new Input.HardStatePersisted(from.hardState());
            case 10 -> new Input.LogPersisted(from.natural());
            case 11 -> new Input.Applied(from.natural());
            case 12 -> new Input.Transfer(from.number(), from.server());
            case 13 -> new Input.Lost(from.server());
            case 14 -> new Input.SnapshotTaken(from.natural());
            case 15 -> new Input.Compact(from.natural());
            case 16 -> new Input.SnapshotReceived(from.snapshot());
            case 17 -> new Input.ChangeMembers(from.number(), from.members(), from.members());
            default -> throw new Malformed("unknown input " + kind);
        };
    }
}
