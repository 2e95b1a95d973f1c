package io.jangada.kv;

import io.jangada.kv.Result.Answer;
import io.jangada.kv.Result.CompactResult;
import io.jangada.kv.Result.DeleteResult;
import io.jangada.kv.Result.PutResult;
import io.jangada.kv.Result.RangeResult;
import io.jangada.kv.Result.TxnResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The store's twin: a list that holds the whole store of every revision, and nothing clever. */
final class Naive {

    /** The keys at revision 1, 2, and so on. */
    private final List<NavigableMap<Key, KeyValue>> states = new ArrayList<>();

    private final Set<KeyValue> tombstones = new HashSet<>();
    private long compacted = -1;

    /** The keys as the command being done sees them. */
    private NavigableMap<Key, KeyValue> now = new TreeMap<>();

    private boolean changed;

    Naive() {
        states.add(now);
    }

    long revision() {
        return states.size();
    }

    long compactRevision() {
        return compacted;
    }

    /** Every version that can be seen at some revision from the compaction on, and deletions. */
    long bytes() {
        Set<KeyValue> kept = new HashSet<>();
        for (long at = Math.max(1, compacted); at <= revision(); at++) {
            kept.addAll(state(at).values());
        }
        tombstones.stream().filter(t -> t.modRevision() >= compacted).forEach(kept::add);
        return kept.stream().mapToLong(kv -> 256 + kv.key().size() + kv.value().size()).sum();
    }

    private NavigableMap<Key, KeyValue> state(long revision) {
        return states.get(Math.toIntExact(revision - 1));
    }

    Result apply(Command command) {
        now = new TreeMap<>(state(revision()));
        changed = false;
        Result result =
                switch (command) {
                    case Put put -> {
                        Refusal refusal = put.lease() != 0 ? Refusal.LEASE_NOT_FOUND : check(put);
                        yield refusal == null ? put(put) : refusal;
                    }
                    case DeleteRange delete -> delete(delete);
                    case Txn txn -> txn(txn);
                    case Compact compact -> compact(compact.revision());
                };
        if (changed) {
            states.add(now);
        }
        return result;
    }

    private Result compact(long revision) {
        if (revision <= compacted) {
            return Refusal.COMPACTED;
        }
        if (revision > revision()) {
            return Refusal.FUTURE_REVISION;
        }
        compacted = revision;
        return new CompactResult(revision());
    }

    private Result txn(Txn txn) {
        Refusal refusal = check(txn);
        return refusal == null ? run(txn) : refusal;
    }

    private @Nullable Refusal check(Operation operation) {
        return switch (operation) {
            case Range range -> check(range.revision());
            case Put put -> {
                if ((put.ignoreValue() || put.ignoreLease()) && !now.containsKey(put.key())) {
                    yield Refusal.KEY_NOT_FOUND;
                }
                yield put.lease() != 0 ? Refusal.LEASE_NOT_FOUND : null;
            }
            case DeleteRange _ -> null;
            case Txn txn -> {
                Refusal first = null;
                for (Operation each : holds(txn) ? txn.success() : txn.failure()) {
                    first = first == null ? check(each) : first;
                }
                yield first;
            }
        };
    }

    private @Nullable Refusal check(long revision) {
        if (revision > revision()) {
            return Refusal.FUTURE_REVISION;
        }
        return revision > 0 && revision < compacted ? Refusal.COMPACTED : null;
    }

    private TxnResult run(Txn txn) {
        boolean holds = holds(txn);
        List<Answer> answers = new ArrayList<>();
        for (Operation operation : holds ? txn.success() : txn.failure()) {
            answers.add(
                    switch (operation) {
                        case Range range ->
                                range.revision() > 0
                                        ? rangeOf(range, state(range.revision()))
                                        : rangeOf(range, now);
                        case Put put -> put(put);
                        case DeleteRange delete -> delete(delete);
                        case Txn nested -> run(nested);
                    });
        }
        return new TxnResult(currently(), holds, answers);
    }

    private long currently() {
        return revision() + (changed ? 1 : 0);
    }

    private boolean holds(Txn txn) {
        return txn.compares().stream().allMatch(compare -> holds(compare, state(revision())));
    }

    private static boolean holds(Compare compare, NavigableMap<Key, KeyValue> before) {
        List<KeyValue> kvs = in(before, compare.span());
        if (kvs.isEmpty() && compare.target() == Compare.Target.VALUE) {
            return false;
        }
        if (kvs.isEmpty()) {
            kvs = List.of(new KeyValue(Key.EMPTY, 0, 0, 0, Value.EMPTY, 0));
        }
        for (KeyValue kv : kvs) {
            int order =
                    switch (compare.target()) {
                        case VERSION -> Long.signum(kv.version() - compare.number());
                        case CREATE -> Long.signum(kv.createRevision() - compare.number());
                        case MOD -> Long.signum(kv.modRevision() - compare.number());
                        case LEASE -> Long.signum(kv.lease() - compare.number());
                        case VALUE -> kv.value().compareTo(compare.value());
                    };
            boolean holds =
                    switch (compare.relation()) {
                        case EQUAL -> order == 0;
                        case NOT_EQUAL -> order != 0;
                        case LESS -> order < 0;
                        case GREATER -> order > 0;
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static List<KeyValue> in(NavigableMap<Key, KeyValue> state, Span span) {
        return state.values().stream().filter(kv -> span.contains(kv.key())).toList();
    }

    private PutResult put(Put put) {
        KeyValue old = now.get(put.key());
        changed = true;
        long revision = currently();
        KeyValue version =
                new KeyValue(
                        put.key(),
                        old == null ? revision : old.createRevision(),
                        revision,
                        old == null ? 1 : old.version() + 1,
                        old != null && put.ignoreValue() ? old.value() : put.value(),
                        0);
        now.put(put.key(), version);
        return new PutResult(revision, put.prevKv() ? old : null);
    }

    private DeleteResult delete(DeleteRange delete) {
        List<KeyValue> kvs = in(now, delete.span());
        changed |= !kvs.isEmpty();
        for (KeyValue kv : kvs) {
            now.remove(kv.key());
            tombstones.add(KeyValue.tombstone(kv.key(), currently()));
        }
        return new DeleteResult(currently(), kvs.size(), delete.prevKv() ? kvs : List.of());
    }

    Result range(Range range) {
        changed = false;
        Refusal refusal = check(range.revision());
        return refusal != null ? refusal : rangeAt(range, range.revision());
    }

    /** Reads at a revision even if it is compacted. */
    RangeResult rangeAt(Range range, long revision) {
        return rangeOf(range, state(revision > 0 ? revision : revision()));
    }

    private RangeResult rangeOf(Range range, NavigableMap<Key, KeyValue> state) {
        List<KeyValue> all = in(state, range.span());
        List<KeyValue> kvs = new ArrayList<>(all);
        Range.Filter filter = range.filter();
        kvs.removeIf(
                kv -> filter.minModRevision() != 0 && kv.modRevision() < filter.minModRevision());
        kvs.removeIf(
                kv -> filter.maxModRevision() != 0 && kv.modRevision() > filter.maxModRevision());
        kvs.removeIf(kv ->
                filter.minCreateRevision() != 0
                        && kv.createRevision() < filter.minCreateRevision());
        kvs.removeIf(kv ->
                filter.maxCreateRevision() != 0
                        && kv.createRevision() > filter.maxCreateRevision());
        if (range.countOnly()) {
            kvs.clear();
        }
        kvs.sort(order(range.sort()));
        boolean more = range.limit() > 0 && kvs.size() > range.limit();
        if (more) {
            kvs = kvs.subList(0, Math.toIntExact(range.limit()));
        }
        if (range.keysOnly()) {
            kvs.replaceAll(KeyValue::withoutValue);
        }
        return new RangeResult(currently(), kvs, more, all.size());
    }

    private static Comparator<KeyValue> order(Range.Sort sort) {
        Comparator<KeyValue> order =
                switch (sort.target()) {
                    case KEY -> Comparator.comparing(KeyValue::key);
                    case VERSION -> Comparator.comparingLong(KeyValue::version);
                    case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
                    case MOD -> Comparator.comparingLong(KeyValue::modRevision);
                    case VALUE -> Comparator.comparing(KeyValue::value);
                };
        order = sort.order() == Range.Order.DESCENDING ? order.reversed() : order;
        return order.thenComparing(KeyValue::key);
    }

    /** Whether one way through a branch writes a key twice other than by deleting it twice. */
    static boolean writesTwice(List<Operation> branch) {
        return ways(branch).stream().anyMatch(Naive::collides);
    }

    private static boolean collides(List<Operation> way) {
        for (int i = 0; i < way.size(); i++) {
            for (int j = 0; j < way.size(); j++) {
                if (i != j && way.get(i) instanceof Put put && writes(way.get(j), put.key())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean writes(Operation operation, Key key) {
        return switch (operation) {
            case Put put -> put.key().equals(key);
            case DeleteRange delete -> delete.span().contains(key);
            case Range _, Txn _ -> false;
        };
    }

    /** Every way through a branch, as the operations that are done on it. */
    private static List<List<Operation>> ways(List<Operation> branch) {
        List<List<Operation>> ways = new ArrayList<>();
        ways.add(new ArrayList<>());
        for (Operation operation : branch) {
            List<List<Operation>> nexts = new ArrayList<>();
            if (operation instanceof Txn txn) {
                nexts.addAll(ways(txn.success()));
                nexts.addAll(ways(txn.failure()));
            } else {
                nexts.add(List.of(operation));
            }
            List<List<Operation>> longer = new ArrayList<>();
            for (List<Operation> way : ways) {
                for (List<Operation> next : nexts) {
                    List<Operation> whole = new ArrayList<>(way);
                    whole.addAll(next);
                    longer.add(whole);
                }
            }
            ways = longer;
        }
        return ways;
    }
}
