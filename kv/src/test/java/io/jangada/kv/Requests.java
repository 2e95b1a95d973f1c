package io.jangada.kv;

import io.jangada.kv.Compare.Relation;
import io.jangada.kv.Range.Filter;
import io.jangada.kv.Range.Order;
import io.jangada.kv.Range.Sort;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random requests over few keys and revisions, so that they meet. The seed decides all. */
final class Requests {

    private final Random random;
    private long revision = 1;

    Requests(Random random) {
        this.random = random;
    }

    /** Requests for a revision are for one around this one from now on. */
    void around(long newRevision) {
        revision = newRevision;
    }

    /** Any command that passes the rules. */
    Command command() {
        Limits limits = new Limits(Long.MAX_VALUE, 128);
        while (true) {
            Command command = unchecked();
            if (Rules.check(command, limits) == null) {
                return command;
            }
        }
    }

    Command unchecked() {
        int kind = random.nextInt(20);
        if (kind < 9) {
            return put();
        }
        if (kind < 13) {
            return delete();
        }
        return kind < 19 ? txn(3) : new Compact(someRevision());
    }

    Range range() {
        return new Range(
                span(),
                random.nextInt(3) > 0 ? 0 : someRevision(),
                random.nextInt(3) - 1L + random.nextInt(3),
                random.nextInt(3) > 0 ? Sort.BY_KEY : new Sort(one(Order.values()), target()),
                random.nextInt(3) > 0 ? Filter.NONE : filter(),
                random.nextInt(4) == 0,
                random.nextInt(8) == 0);
    }

    Put put() {
        boolean ignoreValue = random.nextInt(6) == 0;
        boolean ignoreLease = random.nextInt(6) == 0;
        long lease = random.nextInt(30) == 0 && !ignoreLease ? 7 : 0;
        Value value = ignoreValue ? Value.EMPTY : value();
        return new Put(key(), value, lease, random.nextBoolean(), ignoreValue, ignoreLease);
    }

    DeleteRange delete() {
        return new DeleteRange(span(), random.nextBoolean());
    }

    /** A transaction with so many levels at most inside it. */
    Txn txn(int depth) {
        return new Txn(
                some(this::compare, 3),
                some(() -> operation(depth), 4),
                some(() -> operation(depth), 4));
    }

    /** One with ranges only. */
    Txn readOnlyTxn() {
        return new Txn(some(this::compare, 3), some(this::range, 4), some(this::range, 4));
    }

    private Operation operation(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0, 1 -> range();
            case 2, 3, 4 -> put();
            case 5 -> delete();
            default -> txn(depth - 1);
        };
    }

    private Compare compare() {
        Compare.Target target = one(Compare.Target.values());
        Relation relation = one(Relation.values());
        return switch (target) {
            case VALUE -> Compare.of(span(), relation, value());
            case VERSION -> Compare.of(span(), target, relation, random.nextInt(4));
            case CREATE, MOD -> Compare.of(span(), target, relation, someRevision());
            case LEASE -> Compare.of(span(), target, relation, 0);
        };
    }

    private Span span() {
        return switch (random.nextInt(6)) {
            case 0 -> Span.of(key(), key());
            case 1 -> Span.from(key());
            case 2 -> random.nextBoolean() ? Span.ALL : Span.prefix(key());
            default -> Span.of(key());
        };
    }

    private Filter filter() {
        return new Filter(maybeRevision(), maybeRevision(), maybeRevision(), maybeRevision());
    }

    private long maybeRevision() {
        return random.nextBoolean() ? 0 : someRevision();
    }

    private long someRevision() {
        return revision + 1 - random.nextInt(12);
    }

    private Range.Target target() {
        return one(Range.Target.values());
    }

    private Key key() {
        return Key.of("k" + (char) ('a' + random.nextInt(6)));
    }

    private Value value() {
        return Value.of("v".repeat(random.nextInt(3)) + random.nextInt(3));
    }

    private <T> T one(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private <T> List<T> some(Supplier<? extends T> each, int below) {
        List<T> list = new ArrayList<>();
        int size = random.nextInt(below);
        for (int i = 0; i < size; i++) {
            list.add(each.get());
        }
        return list;
    }
}
