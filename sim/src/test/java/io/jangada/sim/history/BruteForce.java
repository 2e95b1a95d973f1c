package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The obvious check: every order of every choice of operations, each run from the beginning. */
final class BruteForce {
    private BruteForce() {}

    static boolean linearizable(History history) {
        return extend(new ArrayList<>(), new ArrayList<>(history.operations()));
    }

    private static boolean extend(List<Operation> order, List<Operation> left) {
        if (left.stream().allMatch(each -> each.response() == null) && runs(order)) {
            return true;
        }
        for (Operation each : List.copyOf(left)) {
            if (!(each.outcome() instanceof Outcome.Failed)) {
                left.remove(each);
                order.add(each);
                boolean found = extend(order, left);
                order.removeLast();
                left.add(each);
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean runs(List<Operation> order) {
        for (int later = 0; later < order.size(); later++) {
            for (int sooner = 0; sooner < later; sooner++) {
                if (order.get(later).returned() < order.get(sooner).invoked()) {
                    return false;
                }
            }
        }
        Map<String, String> values = new HashMap<>();
        Map<String, Long> revisions = new HashMap<>();
        long[] revision = {1};
        return order.stream().allMatch(each -> answers(each, values, revisions, revision));
    }

    private static boolean answers(
            Operation operation,
            Map<String, String> values,
            Map<String, Long> revisions,
            long[] revision) {
        boolean holds = true;
        List<Read> reads = new ArrayList<>();
        int deleted = 0;
        List<Request.Put> puts = new ArrayList<>();
        switch (operation.request()) {
            case Request.Put put -> puts.add(put);
            case Request.Get get -> reads.add(read(get.key(), values, revisions));
            case Request.Delete delete -> {
                if (values.remove(delete.key()) != null) {
                    revisions.remove(delete.key());
                    deleted = 1;
                    revision[0]++;
                }
            }
            case Request.Txn txn -> {
                for (Condition condition : txn.conditions()) {
                    holds &=
                            switch (condition) {
                                case Condition.Modified(String key, long mod) ->
                                        revisions.getOrDefault(key, 0L) == mod;
                                case Condition.Valued(String key, String value) ->
                                        value.equals(values.get(key));
                            };
                }
                if (holds) {
                    puts.addAll(txn.then());
                } else {
                    txn.otherwise().forEach(key -> reads.add(read(key, values, revisions)));
                }
            }
        }
        revision[0] += puts.isEmpty() ? 0 : 1;
        for (Request.Put put : puts) {
            values.put(put.key(), put.value());
            revisions.put(put.key(), revision[0]);
        }
        Response answer = new Response(revision[0], holds, deleted, reads);
        return operation.response() == null || answer.equals(operation.response());
    }

    private static Read read(String key, Map<String, String> values, Map<String, Long> revisions) {
        @Nullable String value = values.get(key);
        return new Read(key, value, revisions.getOrDefault(key, 0L));
    }
}
