package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Looks for an order of all operations that one copy of the store could have answered so, and that
 * keeps each operation between its invocation and its return (Wing and Gong 1993; Lowe 2017: what
 * was tried once is remembered; Horn and Kroening 2015: keys by themselves).
 *
 * <p>Revisions count over all keys, so that keys which are fine by themselves may still contradict
 * each other: after the keys of a history without transactions, the whole of it is searched too. A
 * key that fails by itself is found sooner, and says more.
 */
public final class Wgl {
    private Wgl() {}

    /** What a search found. */
    public sealed interface Verdict {
        /** There is such an order. */
        record Linearizable() implements Verdict {}

        /** There is none; the longest attempt ended where {@code why} says. */
        record Not(String why) implements Verdict {}

        /** The steps were used up. That proves nothing, and is not to be counted as passed. */
        record Unknown(long steps) implements Verdict {}
    }

    /**
     * Searches.
     *
     * @param stepsMax the most operations that are tried in a place, for each search: of one key,
     *     of the whole
     */
    public static Verdict check(History history, long stepsMax) {
        List<Operation> operations =
                history.operations().stream()
                        .filter(each -> each.response() != null || each.unknownChange())
                        .sorted(Comparator.comparingLong(Operation::invoked))
                        .toList();
        Verdict.Not alone = oneByOne(operations, stepsMax);
        return alone == null
                ? new Search<>(new WholeStore(operations), operations, stepsMax).verdict()
                : alone;
    }

    private static Verdict.@Nullable Not oneByOne(List<Operation> operations, long stepsMax) {
        if (operations.stream().anyMatch(each -> each.request() instanceof Request.Txn)) {
            return null;
        }
        TreeSet<String> keys = new TreeSet<>();
        operations.forEach(each -> keys.addAll(each.request().keys()));
        for (String key : keys) {
            List<Operation> ofKey = new ArrayList<>();
            for (Operation operation : operations) {
                if (operation.request().keys().contains(key)) {
                    ofKey.add(operation);
                }
            }
            if (new Search<>(new OneKey(), ofKey, stepsMax).verdict() instanceof Verdict.Not not) {
                return new Verdict.Not("key " + key + ": " + not.why());
            }
        }
        return null;
    }
}
