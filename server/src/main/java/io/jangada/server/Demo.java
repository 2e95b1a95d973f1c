package io.jangada.server;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code jangada demo}: three members as processes on this machine, until it is stopped. */
@Command(
        name = "demo",
        description = "Starts three members on this machine, to try.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("SystemOut")
final class Demo implements Callable<Integer> {
    /** Where the clone is; set by the launcher. */
    private static final String ROOT = "jangada.root";

    private static final List<Integer> PORTS = List.of(2379, 22379, 32379);
    private static final long START_MAX = TimeUnit.SECONDS.toNanos(180);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_MILLIS = 50;

    /** How much later than a member we may hear of the signal that stops us all. */
    private static final long RACE_MILLIS = 300;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = {
                "clients at P, P+2 and P+4, members one above each",
                "(default: clients 2379, 22379, 32379, members one above)"
            })
    private @Nullable Integer port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "for data and logs (default: .jangada/demo)")
    private @Nullable Path directory;

    private final CountDownLatch stopping = new CountDownLatch(1);

    @Override
    public Integer call() throws CannotStart, InterruptedException {
        Path home = home();
        List<Integer> ports = ports();
        List<DemoMember.Plan> plans = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            plans.add(new DemoMember.Plan("n" + (i + 1), ports.get(i), home));
        }
        for (DemoMember.Plan plan : plans) {
            plan.checkPorts();
        }
        prepare(home, ports.getFirst());
        Signals.onFirst(stopping::countDown);
        List<DemoMember> members = new ArrayList<>();
        try {
            String cluster =
                    plans.stream()
                            .map(plan -> plan.name() + "=" + plan.peer())
                            .collect(Collectors.joining(","));
            for (DemoMember.Plan plan : plans) {
                members.add(plan.start(cluster));
            }
            return run(plans, members);
        } finally {
            members.forEach(DemoMember::askToStop);
            for (DemoMember member : members) {
                member.awaitEnd();
            }
        }
    }

    private int run(List<DemoMember.Plan> plans, List<DemoMember> members)
            throws CannotStart, InterruptedException {
        if (awaitReady(members)) {
            introduce(plans, members);
            members.forEach(this::reportEnd);
            CompletableFuture<?> all =
                    CompletableFuture.allOf(
                            members.stream()
                                    .map(DemoMember::ended)
                                    .toArray(CompletableFuture<?>[]::new));
            all.thenRun(stopping::countDown).exceptionally(_ -> null);
            stopping.await();
        }
        return 0;
    }

    private Path home() {
        Path home =
                directory == null
                        ? Path.of(System.getProperty(ROOT, "")).resolve(".jangada/demo")
                        : directory;
        return home.toAbsolutePath().normalize();
    }

    private List<Integer> ports() throws CannotStart {
        if (port == null) {
            return PORTS;
        }
        if (port < 1 || port > 65530) {
            throw new CannotStart("--port " + port + " is not in 1 to 65530");
        }
        return List.of(port, port + 2, port + 4);
    }

    /** The members' ids follow from their ports, so a directory is for one choice of ports. */
    private static void prepare(Path home, int first) throws CannotStart {
        Path memory = home.resolve("port");
        try {
            Files.createDirectories(home);
            if (Files.exists(memory)) {
                String before = Files.readString(memory).strip();
                if (!before.equals(Integer.toString(first))) {
                    throw new CannotStart(
                            home
                                    + " was made with port "
                                    + before
                                    + "; use that one, or another --dir");
                }
            }
            Files.writeString(memory, first + "\n");
        } catch (IOException unusable) {
            throw new CannotStart("directory " + home + " cannot be written", unusable);
        }
    }

    /** False when it was stopped before. */
    private boolean awaitReady(List<DemoMember> members) throws CannotStart, InterruptedException {
        long begun = System.nanoTime();
        boolean said = false;
        while (!members.stream().allMatch(DemoMember::isHealthy)) {
            for (DemoMember member : members) {
                if (!member.isAlive() && stopping.getCount() > 0) {
                    throw new CannotStart(member.name() + " did not start: " + member.lastLine());
                }
            }
            long waited = System.nanoTime() - begun;
            if (waited > PATIENCE && !said) {
                System.out.println("starting three members, waiting for a leader ...");
                said = true;
            }
            if (waited > START_MAX) {
                throw new CannotStart("no leader after 180 s: " + members.getFirst().lastLine());
            }
            if (stopping.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    private void introduce(List<DemoMember.Plan> plans, List<DemoMember> members) {
        System.out.println("ready");
        for (int i = 0; i < plans.size(); i++) {
            DemoMember member = members.get(i);
            System.out.printf(
                    "  %s  %s  process %d%s%n",
                    member.name(),
                    plans.get(i).client(),
                    member.pid(),
                    member.isLeader() ? "  leader" : "");
        }
        String all =
                plans.stream()
                        .map(plan -> "127.0.0.1:" + plan.port())
                        .collect(Collectors.joining(","));
        System.out.println("try");
        System.out.println("  ./jangada --endpoints " + all + " put greeting hello");
        System.out.println("  ./jangada --endpoints " + all + " get greeting");
        System.out.println("  ./jangada --endpoints " + all + " -w table endpoint status");
        System.out.println("data and logs in " + plans.getFirst().home() + "; Ctrl-C stops");
        System.out.flush();
    }

    private void reportEnd(DemoMember member) {
        member.ended()
                .thenAcceptAsync(status -> {
                    if (!stoppedSoon()) {
                        System.out.printf(
                                "%s (process %d) ended with status %d; the others go on%n",
                                member.name(), member.pid(), status);
                    }
                })
                .exceptionally(_ -> null);
    }

    private boolean stoppedSoon() {
        try {
            return stopping.await(RACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
