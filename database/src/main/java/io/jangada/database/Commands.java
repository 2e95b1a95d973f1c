package io.jangada.database;

import io.jangada.kv.Command;
import io.jangada.kv.Compact;
import io.jangada.kv.Compare;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Rules;
import io.jangada.kv.Span;
import io.jangada.kv.Txn;
import io.jangada.raft.Bytes;

import java.util.ArrayList;
import java.util.List;

/**
 * How commands are written into the log, version 1, byte by byte in {@code database/DESIGN.md}. A
 * command has one encoding: what decodes encodes to the same bytes again. A change of the format is
 * a new version, proposed only when every member knows it.
 */
public final class Commands {

    static final int VERSION = 1;

    static final int RANGE = 0;
    static final int PUT = 1;
    static final int DELETE_RANGE = 2;
    static final int TXN = 3;
    static final int COMPACT = 4;

    private static final int FIRST_FLAG = 1;
    private static final int SECOND_FLAG = 2;
    private static final int THIRD_FLAG = 4;

    private Commands() {}

    /**
     * Encodes a command that has passed {@link Rules}, with the quota of the member that proposes
     * it.
     *
     * @throws IllegalArgumentException if its transactions nest deeper than {@link Rules#DEPTH_MAX}
     */
    public static Bytes encode(Command command, long quotaBytes) {
        Encoder to = new Encoder();
        to.oneByte(VERSION);
        switch (command) {
            case Put put -> {
                to.oneByte(PUT);
                to.unsigned(quotaBytes);
                put(put, to);
            }
            case DeleteRange delete -> {
                to.oneByte(DELETE_RANGE);
                to.unsigned(quotaBytes);
                deleteRange(delete, to);
            }
            case Txn txn -> {
                to.oneByte(TXN);
                to.unsigned(quotaBytes);
                txn(txn, 1, to);
            }
            case Compact compact -> {
                to.oneByte(COMPACT);
                to.unsigned(quotaBytes);
                to.signed(compact.revision());
            }
        }
        return to.bytes();
    }

    private static void put(Put put, Encoder to) {
        to.oneByte(
                (put.prevKv() ? FIRST_FLAG : 0)
                        | (put.ignoreValue() ? SECOND_FLAG : 0)
                        | (put.ignoreLease() ? THIRD_FLAG : 0));
        to.key(put.key());
        to.value(put.value());
        to.signed(put.lease());
    }

    private static void deleteRange(DeleteRange delete, Encoder to) {
        to.oneByte(delete.prevKv() ? FIRST_FLAG : 0);
        to.span(delete.span());
    }

    private static void txn(Txn txn, int depth, Encoder to) {
        if (depth > Rules.DEPTH_MAX) {
            throw new IllegalArgumentException("transactions nest deeper than " + Rules.DEPTH_MAX);
        }
        to.unsigned(txn.compares().size());
        txn.compares().forEach(compare -> compare(compare, to));
        operations(txn.success(), depth, to);
        operations(txn.failure(), depth, to);
    }

    private static void operations(List<Operation> operations, int depth, Encoder to) {
        to.unsigned(operations.size());
        for (Operation operation : operations) {
            switch (operation) {
                case Range range -> {
                    to.oneByte(RANGE);
                    range(range, to);
                }
                case Put put -> {
                    to.oneByte(PUT);
                    put(put, to);
                }
                case DeleteRange delete -> {
                    to.oneByte(DELETE_RANGE);
                    deleteRange(delete, to);
                }
                case Txn nested -> {
                    to.oneByte(TXN);
                    txn(nested, depth + 1, to);
                }
            }
        }
    }

    private static void compare(Compare compare, Encoder to) {
        to.oneByte(Numbers.of(compare.target()));
        to.oneByte(Numbers.of(compare.relation()));
        to.span(compare.span());
        if (compare.target() == Compare.Target.VALUE) {
            to.value(compare.value());
        } else {
            to.signed(compare.number());
        }
    }

    private static void range(Range range, Encoder to) {
        to.oneByte((range.keysOnly() ? FIRST_FLAG : 0) | (range.countOnly() ? SECOND_FLAG : 0));
        to.span(range.span());
        to.signed(range.revision());
        to.signed(range.limit());
        to.oneByte(Numbers.of(range.sort().order()));
        to.oneByte(Numbers.of(range.sort().target()));
        to.signed(range.filter().minModRevision());
        to.signed(range.filter().maxModRevision());
        to.signed(range.filter().minCreateRevision());
        to.signed(range.filter().maxCreateRevision());
    }

    /**
     * Decodes a command.
     *
     * @throws MalformedCommand if these bytes are no command of a version and type known here
     */
    static Proposed decode(Bytes bytes) {
        Decoder from = new Decoder(bytes.buffer(), MalformedCommand::new);
        int version = from.oneByte();
        if (version != VERSION) {
            throw from.malformed("version " + version + " is not known here");
        }
        int type = from.oneByte();
        long quotaBytes = from.unsigned();
        Command command =
                switch (type) {
                    case PUT -> put(from);
                    case DELETE_RANGE -> deleteRange(from);
                    case TXN -> txn(1, from);
                    case COMPACT -> new Compact(from.signed());
                    default -> throw from.malformed("command type " + type + " is not known here");
                };
        from.end();
        return new Proposed(command, quotaBytes);
    }

    private static Put put(Decoder from) {
        int flags = from.flags(FIRST_FLAG | SECOND_FLAG | THIRD_FLAG);
        return new Put(
                from.key(),
                from.value(),
                from.signed(),
                (flags & FIRST_FLAG) != 0,
                (flags & SECOND_FLAG) != 0,
                (flags & THIRD_FLAG) != 0);
    }

    private static DeleteRange deleteRange(Decoder from) {
        int flags = from.flags(FIRST_FLAG);
        return new DeleteRange(from.span(), flags != 0);
    }

    private static Txn txn(int depth, Decoder from) {
        if (depth > Rules.DEPTH_MAX) {
            throw from.malformed("transactions nest deeper than " + Rules.DEPTH_MAX);
        }
        List<Compare> compares = new ArrayList<>();
        for (int left = from.count(); left > 0; left--) {
            compares.add(compare(from));
        }
        return new Txn(compares, operations(depth, from), operations(depth, from));
    }

    private static List<Operation> operations(int depth, Decoder from) {
        List<Operation> operations = new ArrayList<>();
        for (int left = from.count(); left > 0; left--) {
            int type = from.oneByte();
            operations.add(
                    switch (type) {
                        case RANGE -> range(from);
                        case PUT -> put(from);
                        case DELETE_RANGE -> deleteRange(from);
                        case TXN -> txn(depth + 1, from);
                        default -> throw from.malformed("operation type " + type);
                    });
        }
        return operations;
    }

    private static Compare compare(Decoder from) {
        Compare.Target target = Numbers.target(from);
        Compare.Relation relation = Numbers.relation(from);
        Span span = from.span();
        return target == Compare.Target.VALUE
                ? Compare.of(span, relation, from.value())
                : Compare.of(span, target, relation, from.signed());
    }

    private static Range range(Decoder from) {
        int flags = from.flags(FIRST_FLAG | SECOND_FLAG);
        Span span = from.span();
        long revision = from.signed();
        long limit = from.signed();
        Range.Sort sort = Numbers.sort(from);
        Range.Filter filter =
                new Range.Filter(from.signed(), from.signed(), from.signed(), from.signed());
        boolean keysOnly = (flags & FIRST_FLAG) != 0;
        boolean countOnly = (flags & SECOND_FLAG) != 0;
        return new Range(span, revision, limit, sort, filter, keysOnly, countOnly);
    }
}
