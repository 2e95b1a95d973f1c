package io.jangada.kv;

/**
 * Deletes every key of a span in one revision. Answered by {@link Result.DeleteResult}. Deleting
 * nothing takes no revision.
 *
 * @param prevKv answer what was deleted
 */
public record DeleteRange(Span span, boolean prevKv) implements Command, Operation {

    /** Deletes without answering what was deleted. */
    public static DeleteRange of(Span span) {
        return new DeleteRange(span, false);
    }
}
