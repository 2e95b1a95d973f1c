package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The store at one revision, which whoever reads must hold. */
record View(Histories histories, long revision) {

    /** Answers a range at this view's revision, naming {@code current} as the store's. */
    Result.RangeResult range(Range range, long current) {
        long limit = range.limit() > 0 ? range.limit() : Long.MAX_VALUE;
        boolean byKey = range.sort().isByKey();
        List<KeyValue> kvs = new ArrayList<>();
        long count = 0;
        boolean more = false;
        for (History history : histories.in(range.span())) {
            KeyValue kv = live(history);
            if (kv == null) {
                continue;
            }
            count++;
            if (range.countOnly() || !range.filter().admits(kv)) {
                continue;
            }
            if (byKey && kvs.size() == limit) {
                more = true;
            } else {
                kvs.add(range.keysOnly() && byKey ? kv.withoutValue() : kv);
            }
        }
        if (!byKey) {
            more = kvs.size() > limit;
            kvs = sorted(kvs, range, limit);
        }
        return new Result.RangeResult(current, List.copyOf(kvs), more, count);
    }

    /** Whether a condition holds. */
    boolean holds(Compare compare) {
        boolean any = false;
        for (History history : histories.in(compare.span())) {
            KeyValue kv = live(history);
            if (kv == null) {
                continue;
            }
            any = true;
            if (!holds(compare, kv)) {
                return false;
            }
        }
        return any || holdsOfMissing(compare);
    }

    private @Nullable KeyValue live(History history) {
        KeyValue version = history.at(revision);
        return version == null || version.isTombstone() ? null : version;
    }

    private static List<KeyValue> sorted(List<KeyValue> kvs, Range range, long limit) {
        Comparator<KeyValue> ascending = comparator(range.sort().target());
        boolean descends = range.sort().order() == Range.Order.DESCENDING;
        return kvs.stream()
                .sorted(descends ? ascending.reversed() : ascending)
                .limit(limit)
                .map(kv -> range.keysOnly() ? kv.withoutValue() : kv)
                .toList();
    }

    private static Comparator<KeyValue> comparator(Range.Target target) {
        return switch (target) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        int order =
                switch (compare.target()) {
                    case VERSION -> Long.compare(kv.version(), compare.number());
                    case CREATE -> Long.compare(kv.createRevision(), compare.number());
                    case MOD -> Long.compare(kv.modRevision(), compare.number());
                    case LEASE -> Long.compare(kv.lease(), compare.number());
                    case VALUE -> kv.value().compareTo(compare.value());
                };
        return holds(compare.relation(), order);
    }

    private static boolean holdsOfMissing(Compare compare) {
        return compare.target() != Compare.Target.VALUE
                && holds(compare.relation(), Long.compare(0, compare.number()));
    }

    private static boolean holds(Compare.Relation relation, int order) {
        return switch (relation) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
        };
    }
}
