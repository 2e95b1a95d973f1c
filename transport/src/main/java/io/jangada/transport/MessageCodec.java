package io.jangada.transport;

import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.Sizes;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message as bytes, big-endian: a tag, then the record's fields in their order, {@code long} as 8
 * bytes, {@code boolean} as one. Entries are their first index, the number of entries, the number
 * of runs of one term, for each run its term and its length, then the size of each; sizes are their
 * number, then each.
 */
final class MessageCodec {
    private static final int PRE_VOTE = 1;
    private static final int PRE_VOTE_REPLY = 2;
    private static final int REQUEST_VOTE = 3;
    private static final int REQUEST_VOTE_REPLY = 4;
    private static final int APPEND_ENTRIES = 5;
    private static final int APPEND_ACCEPTED = 6;
    private static final int APPEND_REJECTED = 7;
    private static final int HEARTBEAT = 8;
    private static final int HEARTBEAT_REPLY = 9;
    private static final int TIMEOUT_NOW = 10;
    private static final int READ_INDEX = 11;
    private static final int READ_INDEX_REPLY = 12;
    private static final int FORWARD = 13;

    private static final int RUN_BYTES = 12;

    private MessageCodec() {}

    static Bytes encode(Message message) {
        return switch (message) {
            case Message.PreVote m -> fields(PRE_VOTE, m.term(), m.lastLogIndex(), m.lastLogTerm());
            case Message.PreVoteReply m -> flagged(PRE_VOTE_REPLY, m.granted(), m.term());
            case Message.RequestVote m ->
                    flagged(
                            REQUEST_VOTE,
                            m.transfer(),
                            m.term(),
                            m.lastLogIndex(),
                            m.lastLogTerm());
            case Message.RequestVoteReply m -> flagged(REQUEST_VOTE_REPLY, m.granted(), m.term());
            case Message.AppendEntries m -> append(m);
            case Message.AppendAccepted m -> fields(APPEND_ACCEPTED, m.term(), m.matchIndex());
            case Message.AppendRejected m ->
                    fields(
                            APPEND_REJECTED,
                            m.term(),
                            m.prevLogIndex(),
                            m.hintIndex(),
                            m.hintTerm());
            case Message.Heartbeat m ->
                    fields(HEARTBEAT, m.term(), m.matchIndex(), m.leaderCommit(), m.round());
            case Message.HeartbeatReply m ->
                    fields(HEARTBEAT_REPLY, m.term(), m.round(), m.matchIndex());
            case Message.TimeoutNow m -> fields(TIMEOUT_NOW, m.term());
            case Message.ReadIndex m -> fields(READ_INDEX, m.term(), m.token());
            case Message.ReadIndexReply m ->
                    fields(READ_INDEX_REPLY, m.term(), m.token(), m.readIndex());
            case Message.Forward m -> forward(m);
        };
    }

    /** Reads one message that fills {@code in}; allocates nothing that {@code in} cannot hold. */
    static Message decode(ByteBuffer in) throws Malformed {
        int tag = u8(in);
        Message message =
                switch (tag) {
                    case PRE_VOTE -> new Message.PreVote(i64(in), i64(in), i64(in));
                    case PRE_VOTE_REPLY -> new Message.PreVoteReply(i64(in), flag(in));
                    case REQUEST_VOTE ->
                            new Message.RequestVote(i64(in), i64(in), i64(in), flag(in));
                    case REQUEST_VOTE_REPLY -> new Message.RequestVoteReply(i64(in), flag(in));
                    case APPEND_ENTRIES ->
                            new Message.AppendEntries(
                                    i64(in), i64(in), i64(in), i64(in), entries(in));
                    case APPEND_ACCEPTED -> new Message.AppendAccepted(i64(in), i64(in));
                    case APPEND_REJECTED ->
                            new Message.AppendRejected(i64(in), i64(in), i64(in), i64(in));
                    case HEARTBEAT -> new Message.Heartbeat(i64(in), i64(in), i64(in), i64(in));
                    case HEARTBEAT_REPLY -> new Message.HeartbeatReply(i64(in), i64(in), i64(in));
                    case TIMEOUT_NOW -> new Message.TimeoutNow(i64(in));
                    case READ_INDEX -> new Message.ReadIndex(i64(in), i64(in));
                    case READ_INDEX_REPLY -> new Message.ReadIndexReply(i64(in), i64(in), i64(in));
                    case FORWARD -> new Message.Forward(i64(in), sizes(in, count(in, 4)));
                    default -> throw new Malformed("message tag " + tag + " is unknown");
                };
        if (in.hasRemaining()) {
            throw new Malformed(in.remaining() + " bytes behind the message");
        }
        return message;
    }

    private static Bytes fields(int tag, long... fields) {
        return done(started(tag, 0, fields));
    }

    private static Bytes flagged(int tag, boolean flag, long... fields) {
        return done(started(tag, 1, fields).put((byte) (flag ? 1 : 0)));
    }

    private static Bytes append(Message.AppendEntries m) {
        Entries entries = m.entries();
        int runs = 0;
        for (long i = entries.first(); i <= entries.last(); i++) {
            runs += startsRun(entries, i) ? 1 : 0;
        }
        int more = 8 + 4 + 4 + runs * RUN_BYTES + 4 * entries.count();
        ByteBuffer out =
                started(
                        APPEND_ENTRIES,
                        more,
                        m.term(),
                        m.prevLogIndex(),
                        m.prevLogTerm(),
                        m.leaderCommit());
        out.putLong(entries.first()).putInt(entries.count()).putInt(runs);
        long start = entries.first();
        while (start <= entries.last()) {
            long end = start + 1;
            while (end <= entries.last() && !startsRun(entries, end)) {
                end++;
            }
            out.putLong(entries.term(start)).putInt((int) (end - start));
            start = end;
        }
        return done(put(out, entries.sizes()));
    }

    private static boolean startsRun(Entries entries, long index) {
        return index == entries.first() || entries.term(index) != entries.term(index - 1);
    }

    private static Bytes forward(Message.Forward m) {
        Sizes sizes = m.sizes();
        ByteBuffer out = started(FORWARD, 4 + 4 * sizes.count(), m.term());
        return done(put(out.putInt(sizes.count()), sizes));
    }

    private static ByteBuffer started(int tag, int more, long... fields) {
        ByteBuffer out = ByteBuffer.allocate(1 + 8 * fields.length + more).put((byte) tag);
        for (long field : fields) {
            out.putLong(field);
        }
        return out;
    }

    private static ByteBuffer put(ByteBuffer out, Sizes sizes) {
        for (int i = 0; i < sizes.count(); i++) {
            out.putInt(sizes.at(i));
        }
        return out;
    }

    private static Bytes done(ByteBuffer out) {
        return Bytes.copyOf(out.flip());
    }

    private static Entries entries(ByteBuffer in) throws Malformed {
        long first = i64(in);
        if (first < 1) {
            throw new Malformed("entries begin at index " + first);
        }
        int count = count(in, 4);
        if (first > Long.MAX_VALUE - count) {
            throw new Malformed("entries end behind the largest index");
        }
        int runs = count(in, RUN_BYTES);
        long[] terms = new long[count];
        int filled = 0;
        for (int run = 0; run < runs; run++) {
            long term = i64(in);
            int length = i32(in);
            if (length < 1 || length > count - filled) {
                throw new Malformed("a run of " + length + " terms for " + count + " entries");
            }
            if (filled > 0 && term < terms[filled - 1]) {
                throw new Malformed("terms decrease along the entries");
            }
            Arrays.fill(terms, filled, filled + length, term);
            filled += length;
        }
        if (filled != count) {
            throw new Malformed("terms of " + filled + " entries, not of " + count);
        }
        return Entries.of(first, terms, sizes(in, count));
    }

    private static Sizes sizes(ByteBuffer in, int count) throws Malformed {
        if (count > in.remaining() / 4) {
            throw new Malformed("sizes of " + count + " entries in " + in.remaining() + " bytes");
        }
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = in.getInt();
            if (sizes[i] < 0) {
                throw new Malformed("a size of " + sizes[i]);
            }
        }
        return Sizes.of(sizes);
    }

    /** How many things of at least {@code bytes} each follow: never more than there is room for. */
    private static int count(ByteBuffer in, int bytes) throws Malformed {
        int count = i32(in);
        if (count < 0 || count > in.remaining() / bytes) {
            throw new Malformed(
                    "a count of " + count + " with " + in.remaining() + " bytes to come");
        }
        return count;
    }

    private static boolean flag(ByteBuffer in) throws Malformed {
        int flag = u8(in);
        if (flag > 1) {
            throw new Malformed("a flag of " + flag);
        }
        return flag == 1;
    }

    private static int u8(ByteBuffer in) throws Malformed {
        need(in, 1);
        return in.get() & 0xff;
    }

    private static int i32(ByteBuffer in) throws Malformed {
        need(in, 4);
        return in.getInt();
    }

    private static long i64(ByteBuffer in) throws Malformed {
        need(in, 8);
        return in.getLong();
    }

    private static void need(ByteBuffer in, int bytes) throws Malformed {
        if (in.remaining() < bytes) {
            throw new Malformed("a message ends too early");
        }
    }
}
