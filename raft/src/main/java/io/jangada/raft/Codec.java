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

    /** Of a configuration, which logs and snapshots keep: another one for messages is none here. */
    private static final int MEMBERS_VERSION = 3;

    /** Of one that has neither learners who join nor addresses; it is still read. */
    static final int MEMBERS_OLDEST = 2;

    static final List<Refusal> REFUSALS = Arrays.asList(Refusal.values());

    private Codec() {}

    public static Bytes encode(Message message) {
        Writer to = new Writer();
        write(to, message);
        return to.bytes();
    }

    /**
     * @param entriesMax a message that announces more entries or commands is malformed, before
     *     anything is allocated for them
     */
    public static Message decodeMessage(Bytes bytes, int entriesMax) throws Malformed {
        Reader from = new Reader(bytes, entriesMax, VERSION, VERSION);
        return from.only(message(from));
    }

    public static Bytes encode(Input input) {
        Writer to = new Writer();
        write(to, input);
        return to.bytes();
    }

    public static Input decodeInput(Bytes bytes) throws Malformed {
        Reader from = new Reader(bytes);
        return from.only(input(from));
    }

    /** A configuration, as it stands in the log and in the manifest of a snapshot. */
    public static Bytes encode(Members members) {
        return new Writer(MEMBERS_VERSION).members(members).bytes();
    }

    public static Members decodeMembers(Bytes bytes) throws Malformed {
        Reader from = new Reader(bytes, Integer.MAX_VALUE, MEMBERS_OLDEST, MEMBERS_VERSION);
        return from.only(from.members());
    }

    static void write(Writer to, Message message) {
        switch (message) {
            case Message.PreVote(long term, long index, long logTerm) ->
                    to.kind(1, term, index, logTerm);
            case Message.PreVoteReply(long term, boolean granted) -> to.kind(2, term).flag(granted);
            case Message.RequestVote(long term, long index, long logTerm, boolean transfer) ->
                    to.kind(3, term, index, logTerm).flag(transfer);
            case Message.RequestVoteReply(long term, boolean granted) ->
                    to.kind(4, term).flag(granted);
            case Message.AppendEntries(long term, long prev, long prevTerm, long commit, var of) ->
                    to.kind(5, term, prev, prevTerm, commit).entries(of);
            case Message.AppendAccepted(long term, long matchIndex) -> to.kind(6, term, matchIndex);
            case Message.AppendRejected(long term, long prev, long hintIndex, long hintTerm) ->
                    to.kind(7, term, prev, hintIndex, hintTerm);
            case Message.Heartbeat(long term, long matchIndex, long commit, long round) ->
                    to.kind(8, term, matchIndex, commit, round);
            case Message.HeartbeatReply(long term, long round, long matchIndex) ->
                    to.kind(9, term, round, matchIndex);
            case Message.TimeoutNow(long term) -> to.kind(10, term);
            case Message.ReadIndex(long term, long token) -> to.kind(11, term, token);
            case Message.ReadIndexReply(long term, long token, long readIndex) ->
                    to.kind(12, term, token, readIndex);
            case Message.Forward(long term, Sizes sizes) -> to.kind(13, term).sizes(sizes);
            case Message.InstallSnapshot(long term, Snapshot snapshot) ->
                    to.kind(14, term).snapshot(snapshot);
            case Message.FetchSnapshot(long term, long index, long indexTerm, long offset) ->
                    to.kind(15, term, index, indexTerm, offset + 1);
            case Message.SnapshotChunk(
                            long term,
                            long index,
                            long indexTerm,
                            long offset,
                            var of) ->
                    to.kind(16, term, index, indexTerm, offset + 1).sizes(of);
            case Message.ChangeMembers(long term, long token, Members expected, Members next) ->
                    to.kind(17, term, token).members(expected).members(next);
            case Message.ChangeMembersReply(long term, long token, Refusal why) ->
                    to.kind(18, term, token, REFUSALS.indexOf(why) + 1);
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
            case 5 ->
                    new Message.AppendEntries(
                            term, from.natural(), from.natural(), from.natural(), from.entries());
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

    private static void write(Writer to, Input input) {
        switch (input) {
            case Input.Tick(long now) -> to.kind(1).fixed(now);
            case Input.ElectionElapsed() -> to.kind(2);
            case Input.LeaderSilent() -> to.kind(3);
            case Input.HeartbeatDue() -> to.kind(4);
            case Input.QuorumSilent() -> to.kind(5);
            case Input.Receive(ServerId sender, Message message) ->
                    write(to.kind(6).server(sender), message);
            case Input.Propose(long ticket, Sizes sizes) -> to.kind(7, ticket).sizes(sizes);
            case Input.Read(long ticket, boolean lease) -> to.kind(8, ticket).flag(lease);
            case Input.HardStatePersisted(HardState hardState) -> to.kind(9).hardState(hardState);
            case Input.LogPersisted(long write) -> to.kind(10, write);
            case Input.Applied(long index) -> to.kind(11, index);
            case Input.Transfer(long ticket, ServerId target) -> to.kind(12, ticket).server(target);
            case Input.Lost(ServerId peer) -> to.kind(13).server(peer);
            case Input.SnapshotTaken(long index) -> to.kind(14, index);
            case Input.Compact(long upTo) -> to.kind(15, upTo);
            case Input.SnapshotReceived(Snapshot snapshot) -> to.kind(16).snapshot(snapshot);
            case Input.ChangeMembers(long ticket, Members expected, Members next) ->
                    to.kind(17, ticket).members(expected).members(next);
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
            case 8 -> new Input.Read(from.number(), from.flag());
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
