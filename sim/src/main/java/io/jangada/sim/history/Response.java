package io.jangada.sim.history;

import java.util.List;

/**
 * What the store answered.
 *
 * @param revision the store's revision as the response's header tells it: of the change, where
 *     there was one
 * @param succeeded whether a transaction's conditions held; true for all else
 * @param deleted how many keys a delete removed
 * @param reads what a get, or a transaction that failed, read, in the order asked
 */
public record Response(long revision, boolean succeeded, int deleted, List<Read> reads) {
    /** Keeps a copy of the reads. */
    public Response {
        reads = List.copyOf(reads);
    }

    /** Of a put, or of a transaction whose conditions held. */
    public static Response written(long revision) {
        return new Response(revision, true, 0, List.of());
    }

    /** Of a delete. */
    public static Response deleted(long revision, int keys) {
        return new Response(revision, true, keys, List.of());
    }

    /** Of a get. */
    public static Response read(long revision, Read read) {
        return new Response(revision, true, 0, List.of(read));
    }

    /** Of a transaction whose conditions did not hold. */
    public static Response failed(long revision, List<Read> reads) {
        return new Response(revision, false, 0, reads);
    }

    /** Whether it says that {@code request} changed the store, in {@link #revision}. */
    public boolean changed(Request request) {
        return switch (request) {
            case Request.Put _ -> true;
            case Request.Get _ -> false;
            case Request.Delete _ -> deleted > 0;
            case Request.Txn txn -> succeeded && !txn.then().isEmpty();
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("revision ").append(revision);
        if (!succeeded) {
            text.append(", failed");
        }
        if (deleted > 0) {
            text.append(", deleted ").append(deleted);
        }
        reads.forEach(read -> text.append(", ").append(read));
        return text.toString();
    }
}
