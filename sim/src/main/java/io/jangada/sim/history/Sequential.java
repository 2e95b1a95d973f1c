package io.jangada.sim.history;

import java.util.List;
import java.util.function.Function;

/** How one copy of the store answers, one request after the other. */
final class Sequential {
    private Sequential() {}

    /** The answer of a store of this revision whose keys are as {@code current} says. */
    static Response answer(Request request, Function<String, Read> current, long revision) {
        return switch (request) {
            case Request.Put _ -> Response.written(revision + 1);
            case Request.Get get -> Response.read(revision, current.apply(get.key()));
            case Request.Delete delete -> {
                int keys = current.apply(delete.key()).value() == null ? 0 : 1;
                yield Response.deleted(revision + keys, keys);
            }
            case Request.Txn txn -> {
                List<Condition> conditions = txn.conditions();
                if (conditions.stream().allMatch(each -> each.holds(current.apply(each.key())))) {
                    yield Response.written(txn.then().isEmpty() ? revision : revision + 1);
                }
                yield Response.failed(revision, txn.otherwise().stream().map(current).toList());
            }
        };
    }
}
