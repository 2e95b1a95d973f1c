package io.jangada.server.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that a process writes, names, forces or sends: the n-th call of the system of one kind
 * for one file. The tracer counts for each thread by itself, and so do we.
 *
 * @param call as the system names it
 * @param file below the data directory, empty for the directory itself, with {@link #IMAGE} in
 *     place of what tells snapshots apart; {@link #PEERS} for what is sent
 * @param nth from 1
 */
record Step(String call, String file, int nth) {
    /** Stands for the index and the term of a snapshot. */
    static final String IMAGE = "N";

    /** Stands for all connections. */
    static final String PEERS = "a connection";

    private static final String SEND = "writev";
    private static final String CALLS =
            "mkdir,openat,write,pwrite64,fsync,fdatasync,rename,unlink,ftruncate," + SEND;

    /** How many of one kind are steps of their own: the first ones and, of new files, the last. */
    private static final int FIRST = 4;

    private static final int FIRST_SENT = 12;
    private static final int LAST = 3;

    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
    private static final Pattern SOCKET = Pattern.compile("\\d+<socket:.*");
    private static final Pattern SUFFIX = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}");

    /** What comes before a command whose steps are to be known. */
    static String[] recorder(Path trace) {
        String file = trace.toString();
        return new String[] {
            "strace", "-f", "--seccomp-bpf", "-y", "-s", "0", "-o", file, "-e", "trace=" + CALLS
        };
    }

    /**
     * What comes before a command to have it killed instead of doing this.
     *
     * @param image of the snapshot that it will be sent
     */
    String[] killer(Path data, String image) {
        // Every call stops for it: where a filter picks the calls no signal can be sent.
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null"));
        command.addAll(List.of("-e", "trace=" + call));
        if (!file.equals(PEERS)) {
            Path path =
                    file.isEmpty() ? data : data.resolve(file.replace("-" + IMAGE, "-" + image));
            command.addAll(List.of("-P", path.toString()));
        }
        command.addAll(List.of("-e", "inject=" + call + ":signal=KILL:when=" + nth));
        return command.toArray(String[]::new);
    }

    /** The steps of a process that was recorded, in the order of their kinds. */
    static List<Step> of(List<String> trace, Path data) {
        Map<Step, Integer> counts = new LinkedHashMap<>();
        Map<String, Integer> ofThreads = new LinkedHashMap<>();
        for (String line : trace) {
            Matcher parts = LINE.matcher(line);
            if (parts.lookingAt()) {
                String file = file(parts.group(2), parts.group(3), data.toString());
                // The black box is a record of its own, no part of what a member is.
                if (!file.equals("?") && !file.endsWith("blackbox")) {
                    Step kind = new Step(parts.group(2), file, 0);
                    int count = ofThreads.merge(parts.group(1) + kind, 1, Integer::sum);
                    counts.merge(kind, count, Math::max);
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        counts.forEach((kind, count) -> {
            int first = kind.file.equals(PEERS) ? FIRST_SENT : FIRST;
            for (int n = 1; n <= count; n++) {
                if (n <= first || (kind.file.endsWith(".tmp") && n > count - LAST)) {
                    steps.add(new Step(kind.call, kind.file, n));
                }
            }
        });
        return steps;
    }

    /** "?" for what is no step. */
    private static String file(String call, String arguments, String data) {
        if (call.equals(SEND)) {
            return SOCKET.matcher(arguments).lookingAt() ? PEERS : "?";
        }
        if (call.equals("openat") && !arguments.contains("O_CREAT")) {
            return "?";
        }
        Matcher path = Pattern.compile(Pattern.quote(data) + "(/[^\">]+)?[\">]").matcher(arguments);
        if (!path.find()) {
            return "?";
        }
        String below = path.group(1) == null ? "" : path.group(1).substring(1);
        return SUFFIX.matcher(below).replaceFirst(IMAGE);
    }

    @Override
    public String toString() {
        return "%-9s %2d %s".formatted(call, nth, file.isEmpty() ? "." : file);
    }
}
