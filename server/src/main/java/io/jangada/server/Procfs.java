package io.jangada.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux says of this process. Elsewhere, and where it says nothing, nothing is written. */
final class Procfs {
    private static final Path SELF = Path.of("/proc/self");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern FILES = Pattern.compile("Max open files\\s+(\\d+)");

    private Procfs() {}

    static void write(Exposition out) {
        ProcessHandle.Info info = ProcessHandle.current().info();
        out.gauge(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                info.startInstant().map(Instant::toEpochMilli).orElse(0L) / 1e3);
        out.counter(
                "process_cpu_seconds_total",
                "Total user and system CPU time spent in seconds.",
                info.totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1e3);
        if (!Files.isDirectory(SELF)) {
            return;
        }
        try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
            out.gauge("process_open_fds", "Number of open file descriptors.", open.count());
            number(
                    "status",
                    RESIDENT,
                    1024,
                    out,
                    "process_resident_memory_bytes",
                    "Resident memory size in bytes.");
            number(
                    "limits",
                    FILES,
                    1,
                    out,
                    "process_max_fds",
                    "Maximum number of open file descriptors.");
        } catch (IOException unreadable) {
            System.getLogger(Procfs.class.getName())
                    .log(System.Logger.Level.DEBUG, "/proc/self: " + unreadable);
        }
    }

    private static void number(
            String file, Pattern pattern, int unit, Exposition out, String name, String help)
            throws IOException {
        Matcher found = pattern.matcher(Files.readString(SELF.resolve(file)));
        if (found.find()) {
            out.gauge(name, help, Double.parseDouble(found.group(1)) * unit);
        }
    }
}
