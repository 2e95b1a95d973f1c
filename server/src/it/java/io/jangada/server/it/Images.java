package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Each member's data is on a file system of its own, ext4 and xfs by turns, whose power can be cut:
 * from then on nothing reaches its disk, and what had not reached it is gone when it is mounted
 * again.
 */
final class Images implements Site {
    private static final List<String> KINDS = List.of("ext4 -q -F -m 0", "xfs -q -f");

    /** The least that xfs takes is 300 MiB; the files have holes where nothing was written. */
    private static final String SIZE = "1G";

    private final int firstKind;
    private Path directory = Path.of("");
    private @Nullable Machine machine;

    /**
     * @param firstKind 0: two of three members are on ext4, 1: two are on xfs
     */
    Images(int firstKind) {
        this.firstKind = firstKind;
    }

    @Override
    public void open(Path parent) {
        directory = parent;
        int[] all = IntStream.range(0, Cluster.MEMBERS).toArray();
        String undo = IntStream.of(all).mapToObj(this::unmount).collect(Collectors.joining());
        machine = Machine.root(parent, undo, "mkfs.ext4", "mkfs.xfs", "mount", "losetup", "xfs_io");
        for (int member : all) {
            String kind = kind(member);
            machine.runIfAllowed(
                    "set -e; truncate -s %1$s '%2$s'; mkdir '%3$s'; mkfs.%4$s '%2$s'; %5$s"
                            .formatted(SIZE, image(member), mounted(member), kind, mount(member)));
        }
        whatIsNotForcedIsLost(all);
    }

    /** Otherwise a cut proves nothing. */
    private void whatIsNotForcedIsLost(int... all) {
        try {
            for (int member : all) {
                Files.writeString(mounted(member).resolve("unforced"), "soon lost");
            }
            cut(all);
            mountAgain(all);
            for (int member : all) {
                Path file = mounted(member).resolve("unforced");
                assertThat(Files.exists(file) && Files.size(file) > 0).as("%s", file).isFalse();
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Machine machine() {
        if (machine == null) {
            throw new IllegalStateException("not open");
        }
        return machine;
    }

    private String kind(int member) {
        return KINDS.get((firstKind + member) % KINDS.size());
    }

    /** Of the member's file system, as mount knows it. */
    String type(int member) {
        return kind(member).substring(0, kind(member).indexOf(' '));
    }

    private Path image(int member) {
        return directory.resolve(Cluster.name(member) + ".image");
    }

    private Path mounted(int member) {
        return directory.resolve(Cluster.name(member) + ".disk");
    }

    private String mount(int member) {
        return "mount -o loop '" + image(member) + "' '" + mounted(member) + "'";
    }

    /** Who lived on it may still be about to end; whoever does not is left behind at last. */
    private String unmount(int member) {
        return """
        n=0
        while [ -n "$(losetup -j '%2$s')" ] && ! umount '%1$s'; do
          n=$((n + 1))
          [ $n -lt 100 ] || { umount -l '%1$s'; exit 1; }
          sleep 0.1
        done
        """
                .formatted(mounted(member), image(member));
    }

    /** Cuts the power of members' disks, of all at one moment. The members still run. */
    void cut(int... members) {
        String cuts =
                IntStream.of(members)
                        .mapToObj(each -> "xfs_io -x -c shutdown '" + mounted(each) + "' & ")
                        .collect(Collectors.joining());
        String out = machine().run(cuts + "wait");
        for (int member : members) {
            Path late = mounted(member).resolve("late");
            assertThat(machine().attempt("echo too late >'" + late + "'").status())
                    .as("a write after the cut of %s %s", mounted(member), out)
                    .isNotZero();
        }
    }

    /** Gives members' disks power again, after the members have ended. */
    void mountAgain(int... members) {
        for (int member : members) {
            machine().run("set -e\n" + unmount(member) + mount(member));
        }
    }

    @Override
    public String host(int member) {
        return "127.0.0.1";
    }

    @Override
    public Path data(int member) {
        return mounted(member).resolve("data");
    }

    @Override
    public List<String> inside(int member) {
        return List.of();
    }

    @Override
    public void close() {
        if (machine != null) {
            machine.close();
        }
    }
}
