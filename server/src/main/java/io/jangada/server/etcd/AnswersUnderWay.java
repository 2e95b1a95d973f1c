package io.jangada.server.etcd;

import com.linecorp.armeria.server.ServiceRequestContext;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of answers that were given and not yet taken by their clients. A client that asks for much
 * and reads slowly, or not at all, keeps them in this member's memory; so they have an end.
 */
final class AnswersUnderWay {
    private static final long LEAST = 64L << 20;
    private static final int SHARE_OF_HEAP = 8;

    /** Smaller answers are not counted: they are bounded by how many calls may be under way. */
    private static final int SMALL = 4096;

    private final long max;
    private final AtomicLong bytes = new AtomicLong();

    AnswersUnderWay(long max) {
        this.max = max;
    }

    /** At most an eighth of the heap, or 64 MiB where that is more. */
    static AnswersUnderWay ofHeap() {
        return new AnswersUnderWay(
                Math.max(LEAST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /**
     * Counts an answer of {@code size} bytes until {@code call} has ended. False where there is no
     * room for it; where no other is under way there always is.
     */
    boolean take(ServiceRequestContext call, int size) {
        return count(call, size, max);
    }

    /** The same for what was done already: it has to be told. */
    void add(ServiceRequestContext call, int size) {
        count(call, size, Long.MAX_VALUE);
    }

    private boolean count(ServiceRequestContext call, int size, long most) {
        if (size < SMALL) {
            return true;
        }
        long now = bytes.addAndGet(size);
        if (now > most && now > size) {
            bytes.addAndGet(-size);
            return false;
        }
        CompletableFuture<?> _ = call.log().whenComplete().thenRun(() -> bytes.addAndGet(-size));
        return true;
    }

    long bytes() {
        return bytes.get();
    }
}
