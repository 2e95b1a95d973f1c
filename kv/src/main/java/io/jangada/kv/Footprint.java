package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What one branch of a transaction may write: the keys that it puts and the spans that it deletes.
 * Two operations of a branch collide when both put a key or one puts what the other deletes, since
 * a key may have one version for each revision; two that delete do not, for the second finds
 * nothing. The two branches of a nested transaction never collide, since only one of them runs.
 */
final class Footprint {

    private NavigableSet<Key> puts = new TreeSet<>();
    private List<Span> deletes = new ArrayList<>();

    /** The footprint of a branch; null if two of its operations collide. */
    static @Nullable Footprint of(List<Operation> branch) {
        Footprint all = new Footprint();
        for (Operation operation : branch) {
            Footprint one = of(operation);
            if (one == null || all.collides(one)) {
                return null;
            }
            all.add(one);
        }
        return all;
    }

    private static @Nullable Footprint of(Operation operation) {
        Footprint one = new Footprint();
        switch (operation) {
            case Range _ -> {}
            case Put put -> one.puts.add(put.key());
            case DeleteRange delete -> one.deletes.add(delete.span());
            case Txn txn -> {
                Footprint success = of(txn.success());
                Footprint failure = of(txn.failure());
                if (success == null || failure == null) {
                    return null;
                }
                one.add(success);
                one.add(failure);
            }
        }
        return one;
    }

    private boolean collides(Footprint other) {
        return shareKey(puts, other.puts) || deletesAny(other.puts) || other.deletesAny(puts);
    }

    private static boolean shareKey(NavigableSet<Key> one, NavigableSet<Key> other) {
        return one.size() < other.size()
                ? one.stream().anyMatch(other::contains)
                : other.stream().anyMatch(one::contains);
    }

    private boolean deletesAny(NavigableSet<Key> keys) {
        for (Span span : deletes) {
            Key first = keys.ceiling(span.key());
            if (first != null && span.contains(first)) {
                return true;
            }
        }
        return false;
    }

    /** Moves the smaller into the larger, so that deep nesting stays cheap. */
    private void add(Footprint other) {
        if (puts.size() < other.puts.size()) {
            NavigableSet<Key> mine = puts;
            puts = other.puts;
            other.puts = mine;
        }
        puts.addAll(other.puts);
        if (deletes.size() < other.deletes.size()) {
            List<Span> mine = deletes;
            deletes = other.deletes;
            other.deletes = mine;
        }
        deletes.addAll(other.deletes);
    }
}
