package io.jangada.server;

import io.jangada.node.storage.Disk;
import io.jangada.node.storage.FileDisk;
import io.jangada.node.storage.ReadOnlyDisk;
import io.jangada.node.storage.Repair;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code jangada repair DIR}: gives up what is damaged, of a member that nobody else can help. */
@Command(
        name = "repair",
        description = {
            "Gives up what is damaged in the data of a stopped member that is its whole cluster, so"
                    + " that the server starts on what is left. ENTRIES ARE LOST: take a backup of"
                    + " the directory first, and another one if you have it.",
            "Without --yes it only says what would be lost."
        },
        footer =
                "Exit: 0 repaired, or there is nothing to repair; 1 there is, or it cannot be"
                        + " repaired; 2 it cannot be done here.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("SystemOut")
final class RepairCommand implements Callable<Integer> {
    private static final int DAMAGED = 1;

    @Parameters(paramLabel = "DIR", description = "the data directory of a member")
    private Path directory = Path.of("");

    @Option(names = "--yes", description = "do it")
    private boolean yes;

    @Option(
            names = "--force",
            description = "even of a member that is not alone: what it told the others may be lost")
    private boolean force;

    @Override
    public Integer call() {
        try {
            return repair();
        } catch (CannotStart mistake) {
            System.err.println("jangada: " + mistake.sentence());
            return VerifyCommand.MISTAKE;
        }
    }

    private int repair() throws CannotStart {
        Examination found = Examination.of(directory, false, Progress.onTerminal());
        if (!found.isRefused()) {
            System.out.println(
                    directory + ": there is nothing to repair, the server starts with it");
            return 0;
        }
        if (!found.isRepairable()) {
            System.err.println(
                    "jangada: %s cannot be repaired before something else is done: %s; see jangada verify"
                            .formatted(directory, found.refusal()));
            return DAMAGED;
        }
        Repair.Plan plan = plan(found);
        if (!force && !found.isAlone()) {
            throw new CannotStart(
                    directory
                            + " is of a member that has others: remove it from the cluster and add"
                            + " it again with an empty data directory; --force repairs it all the"
                            + " same, and what it told the others may be lost");
        }
        print(plan);
        if (plan.impossible() != null || plan.damages().isEmpty()) {
            System.err.println(
                    "jangada: "
                            + directory
                            + " cannot be repaired: "
                            + (plan.impossible() == null ? found.refusal() : plan.impossible()));
            return DAMAGED;
        }
        if (!yes) {
            System.out.println("nothing was changed; --yes does it");
            return DAMAGED;
        }
        return carryOut(found);
    }

    private Repair.Plan plan(Examination found) throws CannotStart {
        Progress progress = Progress.onTerminal();
        try (Disk disk = ReadOnlyDisk.open(directory.resolve("member"), progress::read)) {
            return Repair.plan(disk, Examination.expected(found.birth()), found.isAlone());
        } catch (IOException failed) {
            throw new CannotStart("data directory " + directory + " cannot be read", failed);
        } finally {
            progress.close();
        }
    }

    private int carryOut(Examination found) throws CannotStart {
        try (Disk disk = FileDisk.open(directory.resolve("member"))) {
            Repair.Plan done =
                    Repair.carryOut(disk, Examination.expected(found.birth()), found.isAlone());
            if (done.impossible() != null) {
                throw new CannotStart(directory + " cannot be repaired: " + done.impossible());
            }
        } catch (IOException failed) {
            throw new CannotStart(
                    "data directory "
                            + directory
                            + " cannot be repaired; run it again once the"
                            + " disk is well",
                    failed);
        }
        Examination after = Examination.of(directory, false, Progress.onTerminal());
        if (after.isRefused()) {
            System.err.println("jangada: " + directory + " is still refused: " + after.refusal());
            return DAMAGED;
        }
        if (found.isAlone() && !after.isAlone()) {
            System.out.println(
                    "the configuration that made it alone is given up too: start it once with"
                            + " --force-new-cluster");
        }
        System.out.println(
                "REPAIRED, AND WHAT IS SAID ABOVE IS LOST. What was given up is in "
                        + directory.resolve("member")
                        + ", in files cut-…; start the server");
        return 0;
    }

    private void print(Repair.Plan plan) {
        System.out.println(directory);
        plan.damages().forEach(damage -> System.out.println("  damaged        " + damage));
        System.out.println("  stays          all up to index " + plan.kept());
        System.out.println(
                "  lost           "
                        + (plan.lost() > plan.kept()
                                ? "entries %d to %d at least, and the revisions that they made"
                                        .formatted(plan.kept() + 1, plan.lost())
                                : "no entry of which there is a trace"));
        plan.aside().forEach(file -> System.out.println("  given up       " + file));
    }
}
