package io.jangada.database;

import io.jangada.kv.Command;
import io.jangada.kv.Compact;
import io.jangada.kv.Compare;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Span;
import io.jangada.kv.Txn;
import io.jangada.kv.Value;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random commands of every kind, with numbers and sizes from all over. The seed decides all. */
final class Samples {

    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    Command command() {
        return switch (random.nextInt(4)) {
            case 0 -> put();
            case 1 -> delete();
            case 2 -> txn(3);
            default -> new Compact(number());
        };
    }

    long number() {
        long number = random.nextLong() >>> random.nextInt(64);
        return random.nextBoolean() ? number : -number;
    }

    private Put put() {
        return new Put(
                key(),
                value(),
                number(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private DeleteRange delete() {
        return new DeleteRange(span(), random.nextBoolean());
    }

    private Range range() {
        return new Range(
                span(),
                number(),
                number(),
                new Range.Sort(one(Range.Order.values()), one(Range.Target.values())),
                new Range.Filter(number(), number(), number(), number()),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private Compare compare() {
        Compare.Target target = one(Compare.Target.values());
        Compare.Relation relation = one(Compare.Relation.values());
        return target == Compare.Target.VALUE
                ? Compare.of(span(), relation, value())
                : Compare.of(span(), target, relation, number());
    }

    private Txn txn(int depth) {
        return new Txn(
                some(this::compare), some(() -> operation(depth)), some(() -> operation(depth)));
    }

    private Operation operation(int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 4)) {
            case 0 -> put();
            case 1 -> delete();
            case 2 -> range();
            default -> txn(depth - 1);
        };
    }

    private Span span() {
        return Span.of(key(), key());
    }

    private Key key() {
        return Key.copyOf(bytes());
    }

    private Value value() {
        return Value.copyOf(bytes());
    }

    private ByteBuffer bytes() {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? 600 : random.nextInt(6)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private <T> T one(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private <T> List<T> some(Supplier<? extends T> each) {
        List<T> list = new ArrayList<>();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            list.add(each.get());
        }
        return list;
    }
}
