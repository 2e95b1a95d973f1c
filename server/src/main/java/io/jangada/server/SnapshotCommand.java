package io.jangada.server;

import io.jangada.server.backup.BackupFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code jangada snapshot status|restore FILE}: what can be done with a backup without a cluster.
 * The client saves it.
 */
@Command(
        name = "snapshot",
        description = "Looks at a backup, or makes a data directory of it.",
        subcommands = {SnapshotCommand.Status.class, SnapshotCommand.Restoring.class},
        mixinStandardHelpOptions = true)
@SuppressWarnings("SystemOut")
final class SnapshotCommand implements Callable<Integer> {
    @Override
    public Integer call() throws CannotStart {
        throw new CannotStart("snapshot needs one of save, status and restore");
    }

    /** The one argument of both, with the words that etcdutl has when it is not one. */
    static final class Argument {
        @Parameters(arity = "0..*", paramLabel = "FILE", description = "the backup")
        private List<String> arguments = new ArrayList<>();

        Path file(String command) throws CannotStart {
            for (String argument : arguments) {
                if (argument.startsWith("-")) {
                    throw new CannotStart("unknown flag: " + argument.split("=", 2)[0]);
                }
            }
            if (arguments.size() != 1) {
                throw new CannotStart("snapshot " + command + " requires exactly one argument");
            }
            return Path.of(arguments.getFirst());
        }
    }

    private static BackupFile read(Path file, boolean checksSum) throws CannotStart {
        try (Progress progress = Progress.onTerminal()) {
            return BackupFile.read(
                    file, checksSum, progress.of("checking " + file, Files.size(file)));
        } catch (NoSuchFileException missing) {
            throw new CannotStart(file + ": no such file");
        } catch (IOException refused) {
            throw new CannotStart(String.valueOf(refused.getMessage()));
        }
    }

    /** {@code jangada snapshot status FILE}. */
    @Command(
            name = "status",
            description = {
                "Reads a backup to its end, and says what it is of:",
                "hash, revision, total keys, total size, version."
            },
            footer = {"", "Examples:", "  jangada snapshot status backup.db -w table"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        @Mixin private Argument argument = new Argument();

        @Option(
                names = {"-w", "--write-out"},
                paramLabel = "FORMAT",
                description = "simple, json, table or fields (simple)")
        private String format = "simple";

        @Override
        public Integer call() throws CannotStart {
            Path file = argument.file("status");
            if (!BackupText.FORMATS.contains(format)) {
                throw new CannotStart("unsupported output format");
            }
            System.out.print(BackupText.of(read(file, true), format));
            return 0;
        }
    }

    /** {@code jangada snapshot restore FILE}. */
    @Command(
            name = "restore",
            description = {
                "Makes the data directory of a member of a new cluster that has what a backup"
                        + " holds.",
                "Run it once for each member, with the same file and the same --initial-cluster."
            },
            footer = {
                "",
                "Examples:",
                "  jangada snapshot restore backup.db --data-dir new.jangada",
                "  jangada snapshot restore backup.db --name a --data-dir a.jangada \\",
                "    --initial-cluster a=http://10.0.0.1:2380,b=http://10.0.0.2:2380 \\",
                "    --initial-advertise-peer-urls http://10.0.0.1:2380"
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Restoring implements Callable<Integer> {
        @Mixin private Argument argument = new Argument();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "Human-readable name for this member (default)")
        private String name = "default";

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "Path to the output data directory (NAME.jangada)")
        private String dataDir = "";

        @Option(
                names = "--initial-cluster",
                paramLabel = "LIST",
                description = "All members: name=URL,name=URL (default=http://localhost:2380)")
        private String cluster = "default=http://localhost:2380";

        @Option(
                names = "--initial-cluster-token",
                paramLabel = "TEXT",
                description = "Initial cluster token of the new cluster (etcd-cluster)")
        private String token = "etcd-cluster";

        @Option(
                names = "--initial-advertise-peer-urls",
                paramLabel = "URLS",
                description = "Where members reach this one (http://localhost:2380)")
        private String peerUrls = "http://localhost:2380";

        @Option(
                names = "--skip-hash-check",
                description =
                        "Ignore the SHA-256 at the end; the other checksums still have to hold")
        private boolean skipHashCheck;

        @Option(
                names = "--bump-revision",
                paramLabel = "N",
                description = "How much to increase the latest revision after restore (0)")
        private String bumpRevision = "0";

        @Option(
                names = "--mark-compacted",
                description = {
                    "Mark the latest revision after restore as the point of compaction",
                    "(required if --bump-revision > 0, disallowed otherwise)"
                })
        private boolean markCompacted;

        @Override
        public Integer call() throws CannotStart {
            Path file = argument.file("restore");
            long raise = raise();
            Config config =
                    Config.of(
                            Flags.read(
                                    List.of(
                                            "--name=" + name,
                                            "--data-dir="
                                                    + (dataDir.isEmpty()
                                                            ? name + ".jangada"
                                                            : dataDir),
                                            "--initial-cluster=" + cluster,
                                            "--initial-cluster-token=" + token,
                                            "--initial-advertise-peer-urls=" + peerUrls),
                                    Map.of()));
            Restore.checkEmpty(config.dataDir());
            Restore restore = new Restore(config, read(file, !skipHashCheck), raise);
            long revision = revision(restore);
            BackupFile backup = restore.backup();
            Birth birth;
            try (Progress progress = Progress.onTerminal()) {
                birth = restore.run(progress.of("restoring " + config.dataDir(), backup.bytes()));
            }
            System.out.printf(
                    "Restored %d keys at revision %d to %s%n",
                    backup.header().keys(), revision, config.dataDir());
            System.out.printf(
                    "Member %s of the new cluster %x: start it with the flags that it was restored"
                            + " with%n",
                    birth.memberId(), birth.clusterId());
            return 0;
        }

        private static long revision(Restore restore) throws CannotStart {
            try {
                return restore.revision();
            } catch (IllegalArgumentException tooLarge) {
                throw new CannotStart("--bump-revision: " + tooLarge.getMessage());
            }
        }

        private long raise() throws CannotStart {
            long raise = -1;
            try {
                raise = Long.parseLong(bumpRevision);
            } catch (NumberFormatException notANumber) {
                // Said below.
            }
            if (raise < 0) {
                throw new CannotStart(
                        "--bump-revision: \"" + bumpRevision + "\" is not a number from 0 on");
            }
            if (raise > 0 != markCompacted) {
                throw new CannotStart("--mark-compacted required if --revision-bump > 0");
            }
            return raise;
        }
    }
}
