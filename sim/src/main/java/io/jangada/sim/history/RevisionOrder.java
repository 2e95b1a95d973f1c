package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The quick check (I16). Each answer carries the store's revision, which says where its operation
 * stands in the only order that is possible: a change at its revision, all else behind the change
 * of its revision. What is left is to compare that order with real time, and each answer with what
 * the changes before it say. What it reports is wrong; it finds everything that is wrong if no
 * outcome is unknown, or if it is told what was committed.
 */
public final class RevisionOrder {
    /** An operation with its place in the order. */
    private record Placed(Operation operation, long place) {}

    private final List<Placed> placed = new ArrayList<>();
    private final TreeMap<Long, Operation> makers = new TreeMap<>();
    private final Versions versions = new Versions();

    private RevisionOrder() {}

    /** A sentence about the first fault found, or none. */
    public static @Nullable String violation(History history) {
        return new RevisionOrder().check(history, null);
    }

    /**
     * A sentence about the first fault found, or none.
     *
     * @param committed every change of the store, without a gap, from the first
     */
    public static @Nullable String violation(History history, List<Commit> committed) {
        return new RevisionOrder().check(history, committed);
    }

    private @Nullable String check(History history, @Nullable List<Commit> committed) {
        List<Operation> operations =
                history.operations().stream()
                        .sorted(Comparator.comparingLong(Operation::invoked))
                        .toList();
        String fault = twoMakers(operations);
        if (fault == null) {
            fault = committed == null ? learn(operations) : learn(operations, committed);
        }
        if (fault == null) {
            fault = againstTime();
        }
        for (Operation operation : operations) {
            Response response = operation.response();
            if (fault == null && response != null) {
                fault = against(operation, response);
            }
        }
        return fault;
    }

    private @Nullable String twoMakers(List<Operation> operations) {
        for (Operation operation : operations) {
            Response response = operation.response();
            if (response != null) {
                boolean changed = response.changed(operation.request());
                long revision = response.revision();
                placed.add(new Placed(operation, place(revision, changed)));
                Operation other = changed ? makers.put(revision, operation) : null;
                if (other != null) {
                    return other + " and " + operation + " both made revision " + revision;
                }
            }
        }
        return null;
    }

    private static long place(long revision, boolean changed) {
        return changed ? 2 * revision : 2 * revision + 1;
    }

    private @Nullable String learn(List<Operation> operations) {
        makers.forEach((revision, maker) -> versions.add(revision, maker.request().changes()));
        operations.stream().filter(Operation::unknownChange).forEach(versions::addOpen);
        for (Operation operation : operations) {
            Response response = operation.response();
            for (Read read : response == null ? List.<Read>of() : response.reads()) {
                boolean made = read.value() == null || makers.containsKey(read.modRevision());
                if (!made && !versions.learn(read, operation)) {
                    return "%s read %s, which nobody can have written".formatted(operation, read);
                }
            }
        }
        return null;
    }

    private @Nullable String learn(List<Operation> operations, List<Commit> committed) {
        Map<List<Change>, Deque<Operation>> open = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.unknownChange()) {
                List<Change> changes = Change.ordered(operation.request().changes());
                open.computeIfAbsent(changes, _ -> new ArrayDeque<>()).add(operation);
            }
        }
        long last = History.FIRST_REVISION;
        for (Commit commit : committed) {
            if (commit.revision() != ++last) {
                throw new IllegalArgumentException(commit + " where " + last + " is next");
            }
            versions.add(last, commit.changes());
            Operation maker = makers.get(last);
            if (maker == null) {
                // The one that was invoked first: it contradicts real time least.
                maker = open.getOrDefault(commit.changes(), new ArrayDeque<>()).poll();
                if (maker == null) {
                    return commit + " was committed, but nobody asked for it, or not so often";
                }
                placed.add(new Placed(maker, place(last, true)));
                makers.put(last, maker);
            } else if (!Change.ordered(maker.request().changes()).equals(commit.changes())) {
                return maker + " was answered, but what was committed is " + commit;
            }
        }
        for (Placed each : placed) {
            Response response = each.operation.response();
            if (response != null && response.revision() > last) {
                return each.operation + " was answered, but the last commit is revision " + last;
            }
        }
        return null;
    }

    /** What returned before another was invoked must stand before it. */
    private @Nullable String againstTime() {
        List<Placed> invoked = new ArrayList<>(placed);
        invoked.sort(Comparator.comparingLong(each -> each.operation.invoked()));
        List<Placed> returned = new ArrayList<>(placed);
        returned.sort(Comparator.comparingLong(each -> each.operation.returned()));
        int next = 0;
        Placed highest = null;
        for (Placed each : invoked) {
            while (returned.get(next).operation.returned() < each.operation.invoked()) {
                Placed ended = returned.get(next++);
                highest = highest == null || ended.place > highest.place ? ended : highest;
            }
            if (highest != null && highest.place > each.place) {
                return "%s had ended before %s began, but stands behind it at revision %d"
                        .formatted(highest.operation, each.operation, each.place / 2);
            }
        }
        return null;
    }

    private @Nullable String against(Operation operation, Response response) {
        Request request = operation.request();
        long revision = response.revision();
        long before = response.changed(request) ? revision - 1 : revision;
        if (before < History.FIRST_REVISION) {
            return operation + " tells of a revision before the first";
        }
        long gaps = versions.gaps(History.FIRST_REVISION, revision);
        if (gaps > versions.openUpTo(operation.returned())) {
            return operation + " tells of more changes than anybody asked for";
        }
        Map<String, Read> current = new HashMap<>();
        for (String key : request.keys()) {
            Read read = versions.certain(key, before);
            if (read != null) {
                current.put(key, read);
            }
        }
        if (current.size() == request.keys().size()) {
            Response right = Sequential.answer(request, key -> known(current, key), before);
            return response.equals(right)
                    ? null
                    : "%s had to be told %s%s"
                            .formatted(operation, right, because(request, before));
        }
        for (Read read : response.reads()) {
            Read right = current.get(read.key());
            boolean fits =
                    right == null ? versions.possible(read, before, operation) : right.equals(read);
            if (!fits) {
                return "%s read %s, which it cannot be%s"
                        .formatted(operation, read, because(request, before));
            }
        }
        return null;
    }

    private static Read known(Map<String, Read> current, String key) {
        return current.getOrDefault(key, Read.absent(key));
    }

    /** The operations that say how the keys of {@code request} are. */
    private String because(Request request, long revision) {
        StringBuilder text = new StringBuilder();
        for (String key : request.keys()) {
            Operation maker = makers.get(versions.since(key, revision));
            if (maker != null) {
                text.append("; the last change of ").append(key).append(" was ").append(maker);
            }
        }
        return text.toString();
    }
}
