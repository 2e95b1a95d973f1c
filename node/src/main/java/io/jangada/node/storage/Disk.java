package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One flat directory of files, as the journal needs it. A simulator implements it too.
 *
 * <p>The plain methods are synchronous and serve opening and preparing. What a running member waits
 * for goes through {@link #submit}. Nothing is durable before it was forced: bytes by {@link
 * #force} or a {@link Operation.Write}, names by {@link #forceDirectory}. Every method may be
 * called by several threads, but no file is written by two of them.
 */
public interface Disk extends AutoCloseable {
    /** Names of all files, sorted. */
    List<String> list() throws IOException;

    /** Size of {@code file} in bytes. */
    long size(String file) throws IOException;

    /**
     * Reads from {@code position} (bytes from 0) until {@code target} is full or the file ends.
     * Returns how many bytes were read.
     */
    int read(String file, long position, ByteBuffer target) throws IOException;

    /**
     * Makes {@code file} anew with {@code bytes} zeros really written, replacing what had the name.
     * Forces nothing.
     */
    void create(String file, long bytes) throws IOException;

    /** Writes all that remains in {@code bytes} at {@code position}, without a force. */
    void write(String file, long position, ByteBuffer bytes) throws IOException;

    /** Makes all bytes of {@code file}, and its size, durable. */
    void force(String file) throws IOException;

    /** Makes all names created, renamed and deleted so far durable. */
    void forceDirectory() throws IOException;

    /** Gives {@code from} the name {@code to}, replacing what had it. Atomic. */
    void rename(String from, String to) throws IOException;

    /** Shortens {@code file} to {@code bytes}. */
    void truncate(String file, long bytes) throws IOException;

    void delete(String file) throws IOException;

    /**
     * Locks the directory for this owner until {@link #close}; throws {@link InUse} when somebody
     * else, in this process or another, holds it.
     *
     * @param owner one line that tells others who holds the lock
     */
    void lock(String owner) throws IOException;

    /**
     * Throws when the lock is not this owner's any more: its file was replaced or removed, or
     * somebody who does not see locks has put another owner into it.
     */
    void requireLock() throws IOException;

    /**
     * Begins {@code operation}; {@code done} is called exactly once. In production that is before
     * this method returns and on the calling thread; a simulator may call it later. The buffers
     * belong to the disk until then.
     */
    void submit(Operation operation, Completion done);

    /** Closes all files and gives the lock back. */
    @Override
    void close() throws IOException;

    /** What a running member waits for. */
    sealed interface Operation {
        String file();

        /** Write all pieces, then force the file once. Completed when all of it is durable. */
        record Write(String file, List<Piece> pieces) implements Operation {}

        /** Read from {@code position} until {@code target} is full or the file ends. */
        record Read(String file, long position, ByteBuffer target) implements Operation {}
    }

    /** Contiguous bytes and where they go, in bytes from the start of the file. */
    record Piece(long position, ByteBuffer bytes) {}

    /** Where an operation ends. */
    @FunctionalInterface
    interface Completion {
        /** {@code failure} is null when the operation did all it should. */
        void done(@Nullable IOException failure);
    }

    /** The device is full, or a quota is used up. */
    final class NoSpace extends IOException {
        private static final long serialVersionUID = 1;

        public NoSpace(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Somebody else holds the lock of the directory. */
    final class InUse extends IOException {
        private static final long serialVersionUID = 1;

        public InUse(String message) {
            super(message);
        }
    }
}
