package io.jangada.kv;

import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of a span as they were at one revision. Answered by {@link Result.RangeResult}.
 *
 * @param revision the revision to read at; the current one if not positive
 * @param limit the most keys to answer; all if not positive
 * @param sort the order of the keys answered, applied before the limit
 * @param filter which keys to answer, applied before the limit
 * @param keysOnly answer empty values
 * @param countOnly answer only how many keys the span has
 */
public record Range(
        Span span,
        long revision,
        long limit,
        Sort sort,
        Filter filter,
        boolean keysOnly,
        boolean countOnly)
        implements Operation {

    /** Every key of {@code span}, now, in the order of the keys. */
    public static Range of(Span span) {
        return new Range(span, 0, 0, Sort.BY_KEY, Filter.NONE, false, false);
    }

    /** The same at a revision. */
    public Range at(long newRevision) {
        return new Range(span, newRevision, limit, sort, filter, keysOnly, countOnly);
    }

    /** The same with a limit. */
    public Range limit(long newLimit) {
        return new Range(span, revision, newLimit, sort, filter, keysOnly, countOnly);
    }

    /** The same in another order. */
    public Range sort(Sort newSort) {
        return new Range(span, revision, limit, newSort, filter, keysOnly, countOnly);
    }

    /** The same of fewer keys. */
    public Range filter(Filter newFilter) {
        return new Range(span, revision, limit, sort, newFilter, keysOnly, countOnly);
    }

    /** The same with empty values. */
    public Range withKeysOnly() {
        return new Range(span, revision, limit, sort, filter, true, countOnly);
    }

    /** The same, but only counting. */
    public Range withCountOnly() {
        return new Range(span, revision, limit, sort, filter, keysOnly, true);
    }

    /** What the keys are ordered by. */
    public enum Target {
        KEY,
        VERSION,
        CREATE,
        MOD,
        VALUE;

        private static @Nullable Target of(int number) {
            return switch (number) {
                case 0 -> KEY;
                case 1 -> VERSION;
                case 2 -> CREATE;
                case 3 -> MOD;
                case 4 -> VALUE;
                default -> null;
            };
        }
    }

    /** The direction of the order. */
    public enum Order {
        /** Ascending: nobody asked, and keys come in ascending order. */
        NONE,
        ASCENDING,
        DESCENDING;

        private static @Nullable Order of(int number) {
            return switch (number) {
                case 0 -> NONE;
                case 1 -> ASCENDING;
                case 2 -> DESCENDING;
                default -> null;
            };
        }
    }

    /** The order of an answer; what is equal under it comes in ascending order of the keys. */
    public record Sort(Order order, Target target) {

        /** The order in which the store holds the keys. */
        public static final Sort BY_KEY = new Sort(Order.NONE, Target.KEY);

        /** The sort with these numbers of the etcd API; null if there is none. */
        public static @Nullable Sort of(int order, int target) {
            Order named = Order.of(order);
            Target by = Target.of(target);
            return named == null || by == null ? null : new Sort(named, by);
        }

        boolean isByKey() {
            return target == Target.KEY && order != Order.DESCENDING;
        }
    }

    /** Inclusive bounds on the revisions of a key; 0 means no bound. */
    public record Filter(
            long minModRevision,
            long maxModRevision,
            long minCreateRevision,
            long maxCreateRevision) {

        /** Every key. */
        public static final Filter NONE = new Filter(0, 0, 0, 0);

        boolean isNone() {
            return (minModRevision | maxModRevision | minCreateRevision | maxCreateRevision) == 0;
        }

        boolean admits(KeyValue kv) {
            return (minModRevision == 0 || kv.modRevision() >= minModRevision)
                    && (maxModRevision == 0 || kv.modRevision() <= maxModRevision)
                    && (minCreateRevision == 0 || kv.createRevision() >= minCreateRevision)
                    && (maxCreateRevision == 0 || kv.createRevision() <= maxCreateRevision);
        }
    }
}
