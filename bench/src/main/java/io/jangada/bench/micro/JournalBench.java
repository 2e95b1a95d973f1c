package io.jangada.bench.micro;

import io.jangada.node.storage.Disk;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Sizes;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A batch of entries from memory to the disk, each iteration in a new directory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
public class JournalBench {
    /** The system property that names a directory on a real disk. */
    public static final String DIRECTORY = "jangada.bench.directory";

    private static final int COMMAND_BYTES = 256;

    /** Entries of one batch. */
    @Param({"1", "100"})
    public int entries;

    /** Whether the disk forces what is written. */
    @Param({"true", "false"})
    public boolean force;

    private Path directory = Path.of("");
    private @Nullable Appending appending;
    private List<Payload> payloads = List.of();
    private Sizes sizes = Sizes.NONE;

    /** A new journal and the batch that it takes again and again. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        byte[] random = new byte[COMMAND_BYTES];
        new Random(7).nextBytes(random);
        Payload payload = new Payload(Payload.Kind.COMMAND, Bytes.owned(random));
        payloads = List.copyOf(Collections.nCopies(entries, payload));
        int[] each = new int[entries];
        Arrays.fill(each, COMMAND_BYTES);
        sizes = Sizes.of(each);
        directory = Files.createTempDirectory(Path.of(System.getProperty(DIRECTORY)), "journal");
        Disk disk = FileDisk.open(directory);
        appending = new Appending(force ? disk : new Unforced(disk));
    }

    /** The journal goes, or a disk would fill up over the iterations. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        Objects.requireNonNull(appending).close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** Encoded, written and, where the disk forces, durable. */
    @Benchmark
    public long append() {
        return Objects.requireNonNull(appending).append(payloads, sizes);
    }
}
