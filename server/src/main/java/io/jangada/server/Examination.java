package io.jangada.server;

import io.jangada.database.Database;
import io.jangada.node.Chance;
import io.jangada.node.Loader;
import io.jangada.node.Recording;
import io.jangada.node.storage.Disk;
import io.jangada.node.storage.Finding;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Inspection;
import io.jangada.node.storage.Manifest;
import io.jangada.node.storage.ReadOnlyDisk;
import io.jangada.server.etcd.Machine;
import io.jangada.server.etcd.Roster;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a look at a stopped member's data directory found. It is read as a start would read it.
 *
 * @param birth null if the file {@code cluster} is not there or cannot be read
 * @param revision of the store as the newest snapshot has it; 0 if there is none that loads
 */
record Examination(
        Path directory,
        @Nullable Birth birth,
        Inspection storage,
        long revision,
        List<Finding> findings) {
    Examination {
        findings = List.copyOf(findings);
    }

    /**
     * @param box whether the black box is read too
     * @throws CannotStart if there is nothing to be looked at, or a server is running on it
     */
    static Examination of(Path directory, boolean box, Progress progress) throws CannotStart {
        Path member = directory.resolve("member");
        if (!Files.isDirectory(member)) {
            throw new CannotStart(directory + " is no data directory: it has no directory member");
        }
        List<Finding> findings = new ArrayList<>();
        Birth birth = birth(directory, findings);
        lookBeside(directory, findings);
        try (Disk disk = ReadOnlyDisk.open(member, progress::read)) {
            Inspection storage = Inspection.of(disk, expected(birth), isAlone(birth));
            findings.addAll(storage.findings());
            long revision = load(disk, storage, findings);
            if (box) {
                lookAtBox(directory.resolve(DataDirectory.BLACK_BOX), findings);
            }
            return new Examination(directory, birth, storage, revision, findings);
        } catch (Disk.InUse running) {
            throw new CannotStart(running.getMessage() + "; stop it first");
        } catch (IOException failed) {
            throw new CannotStart("data directory " + directory + " cannot be read", failed);
        } finally {
            progress.close();
        }
    }

    /** What a start refuses before it comes to the journal, or after. */
    private static void lookBeside(Path directory, List<Finding> findings) {
        if (Files.exists(directory.resolve(DataDirectory.RESTORING))) {
            findings.add(new Finding(Finding.Effect.REFUSED, Advice.RESTORING));
        }
        try {
            DataDirectory.peers(directory);
        } catch (CannotStart unreadable) {
            findings.add(new Finding(Finding.Effect.REFUSED, Advice.PEERS));
        }
    }

    private static @Nullable Birth birth(Path directory, List<Finding> findings) {
        Path file = directory.resolve("cluster");
        if (!Files.exists(file)) {
            findings.add(
                    new Finding(
                            Finding.Effect.NOTED,
                            "cluster: there is none, as before 0.3.0; the flags tell instead"));
            return null;
        }
        try {
            return Birth.read(file);
        } catch (CannotStart unreadable) {
            findings.add(new Finding(Finding.Effect.REFUSED, unreadable.sentence()));
            return null;
        }
    }

    static @Nullable Identity expected(@Nullable Birth birth) {
        return birth == null
                ? null
                : Identity.expected(
                        birth.clusterId(),
                        birth.memberId(),
                        Chance.system().bits(),
                        birth.initialCluster());
    }

    private static boolean isAlone(@Nullable Birth birth) {
        return birth != null && birth.isAlone();
    }

    /** Whether nobody else has a vote, as far as it is known. */
    boolean isAlone() {
        return Advice.isAlone(storage, isAlone(birth));
    }

    /** Whether a server would not start with it. */
    boolean isRefused() {
        return findings.stream().anyMatch(one -> one.effect() == Finding.Effect.REFUSED);
    }

    /** Whether nothing else has to be done first, which a repair does not. */
    boolean isRepairable() {
        return findings.stream()
                .filter(one -> one.effect() == Finding.Effect.REFUSED)
                .allMatch(one -> Advice.remedy(one, directory) == null);
    }

    /** Why, in one line. */
    String refusal() {
        return findings.stream()
                .filter(one -> one.effect() == Finding.Effect.REFUSED)
                .map(Finding::what)
                .collect(Collectors.joining("; "));
    }

    /** Whether it is not as it was left, by more than a crash may leave. */
    boolean isDamaged() {
        return findings.stream().anyMatch(Advice::isDamage);
    }

    private static long load(Disk disk, Inspection storage, List<Finding> findings)
            throws IOException {
        if (storage.snapshots().isEmpty()) {
            return 0;
        }
        Manifest newest = storage.snapshots().getLast();
        Database database = new Database();
        Loader loader = Loader.ofMember(new Machine(database, new Roster(Map.of())).loader());
        try {
            if (storage.image(disk, newest, loader::take)) {
                loader.end();
                return database.store().revision();
            }
        } catch (RuntimeException malformed) {
            findings.add(
                    new Finding(
                            Finding.Effect.REFUSED,
                            "the snapshot of entry %d does not load: %s"
                                    .formatted(newest.index(), malformed.getMessage())));
        }
        return 0;
    }

    private static void lookAtBox(Path file, List<Finding> findings) {
        if (!Files.exists(file)) {
            findings.add(new Finding(Finding.Effect.NOTED, "blackbox: there is none"));
            return;
        }
        switch (Recording.read(file)) {
            case Recording.Unusable(String reason) ->
                    findings.add(new Finding(Finding.Effect.IGNORED, "blackbox: " + reason));
            case Recording.Found found ->
                    found.damages()
                            .forEach(line ->
                                    findings.add(
                                            new Finding(
                                                    Finding.Effect.IGNORED, "blackbox: " + line)));
        }
    }
}
