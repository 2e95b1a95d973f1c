package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

/** What is known of a record whose bytes may be lost: by its header or else by its identifier. */
record Facts(Type type, long index, long term, int length, int offset) {
    static @Nullable Facts of(Scan scan, long ordinal) {
        Scan.Found found = scan.find(ordinal);
        if (found != null) {
            Header h = found.header();
            return new Facts(h.type(), h.index(), h.term(), h.length(), h.offset());
        }
        Identifier i = scan.identifier(ordinal);
        return i == null ? null : new Facts(i.type(), i.index(), i.term(), i.length(), i.offset());
    }

    int end() {
        return offset + Header.total(length);
    }

    /** Where a record stands or, if nobody knows, where the one before it ends. */
    static int offset(Scan scan, long ordinal) {
        Facts facts = of(scan, ordinal);
        if (facts != null) {
            return facts.offset;
        }
        Facts before = of(scan, ordinal - 1);
        return before != null ? before.end() : scan.segment.recordsStart();
    }
}
