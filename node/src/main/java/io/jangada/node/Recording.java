package io.jangada.node;

import io.jangada.raft.Bytes;
import io.jangada.raft.Input;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What came of reading the file of a black box, which may be of a member that runs or died. */
public sealed interface Recording {
    /**
     * There is something to replay.
     *
     * @param halves one or two, the older one first
     * @param damages one line for each place where bytes are not as they were written
     */
    record Found(List<Half> halves, List<String> damages) implements Recording {}

    /**
     * There is nothing to replay.
     *
     * @param reason one line that names the offset where there is one
     */
    record Unusable(String reason) implements Recording {}

    /**
     * Consecutive steps of one core, from a known state on.
     *
     * @param offset of the half in the file, in bytes
     * @param before how many steps the older half was left with, when nothing happened between that
     *     and this one; otherwise -1
     * @param entries in the log when the half began
     * @param state of the core then, as {@link io.jangada.raft.Raft#encode} gives it; empty when
     *     the log had too many entries to be recorded
     * @param end offset in the file behind the last step
     */
    record Half(
            long sequence,
            long offset,
            ServerId self,
            Settings settings,
            int before,
            long entries,
            Bytes state,
            List<Step> steps,
            long end) {

        /** Whether this one begins exactly where {@code older} ends. */
        boolean continues(Half older) {
            return sequence == older.sequence + 1 && before == older.steps.size();
        }
    }

    /**
     * One step of the core.
     *
     * @param offset in the file, in bytes
     * @param draws what chance gave to the core during this step
     * @param outputs how many the core gave
     * @param hash of all outputs, as {@link Replay} compares it
     * @param broken the core found an invariant broken, and gave none
     */
    record Step(
            long offset, Input input, List<Long> draws, int outputs, int hash, boolean broken) {}

    /** Reads the box at {@code file}, of 1 GiB at most. Never throws for what the bytes are. */
    static Recording read(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            if (size > 2L * BoxLayout.HALF_MAX) {
                return new Unusable(file + " has " + size + " bytes: no black box is so large");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return read(Bytes.copyOf(bytes.flip()));
        } catch (NoSuchFileException missing) {
            return new Unusable("there is no file " + file);
        } catch (IOException failed) {
            return new Unusable(file + " cannot be read: " + failed.getMessage());
        }
    }

    /** Reads the whole content of a box. Never throws for what the bytes are. */
    static Recording read(Bytes file) {
        return new BoxReader(file).read();
    }
}
