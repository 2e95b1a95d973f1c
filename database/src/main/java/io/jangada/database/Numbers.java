package io.jangada.database;

import io.jangada.kv.Compare;
import io.jangada.kv.Range;

/** The numbers of enumerated choices in the log. They never change their meaning. */
final class Numbers {

    private Numbers() {}

    static int of(Compare.Target target) {
        return switch (target) {
            case VERSION -> 0;
            case CREATE -> 1;
            case MOD -> 2;
            case VALUE -> 3;
            case LEASE -> 4;
        };
    }

    static Compare.Target target(Decoder from) {
        int number = from.oneByte();
        return switch (number) {
            case 0 -> Compare.Target.VERSION;
            case 1 -> Compare.Target.CREATE;
            case 2 -> Compare.Target.MOD;
            case 3 -> Compare.Target.VALUE;
            case 4 -> Compare.Target.LEASE;
            default -> throw from.malformed("compare target " + number);
        };
    }

    static int of(Compare.Relation relation) {
        return switch (relation) {
            case EQUAL -> 0;
            case GREATER -> 1;
            case LESS -> 2;
            case NOT_EQUAL -> 3;
        };
    }

    static Compare.Relation relation(Decoder from) {
        int number = from.oneByte();
        return switch (number) {
            case 0 -> Compare.Relation.EQUAL;
            case 1 -> Compare.Relation.GREATER;
            case 2 -> Compare.Relation.LESS;
            case 3 -> Compare.Relation.NOT_EQUAL;
            default -> throw from.malformed("compare relation " + number);
        };
    }

    static int of(Range.Order order) {
        return switch (order) {
            case NONE -> 0;
            case ASCENDING -> 1;
            case DESCENDING -> 2;
        };
    }

    static int of(Range.Target target) {
        return switch (target) {
            case KEY -> 0;
            case VERSION -> 1;
            case CREATE -> 2;
            case MOD -> 3;
            case VALUE -> 4;
        };
    }

    static Range.Sort sort(Decoder from) {
        int order = from.oneByte();
        int target = from.oneByte();
        Range.Sort sort = Range.Sort.of(order, target);
        if (sort == null) {
            throw from.malformed("sort order " + order + ", target " + target);
        }
        return sort;
    }
}
