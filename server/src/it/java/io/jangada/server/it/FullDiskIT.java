package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jangada.client.CallException;
import io.jangada.client.Client;
import io.jangada.client.KeyValue;
import io.jangada.node.storage.Disk;
import io.jangada.node.storage.FileDisk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A member on a small file system of its own that fills up, and has room again. */
final class FullDiskIT {
    private static final int MIB = 1 << 20;

    @TempDir(factory = OnDisk.class)
    private Path folder;

    private Path mounted = Path.of("");

    @BeforeEach
    void mount() throws IOException {
        Program.require("mkfs.ext4");
        Program.require("mount");
        Path image = folder.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(404L * MIB);
        }
        mounted = Files.createDirectory(folder.resolve("disk"));
        run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        if (run("mount", "-o", "loop", image.toString(), mounted.toString()) != 0) {
            System.out.println("SKIP a file system cannot be mounted here");
            mounted = Path.of("");
            assumeThat(mounted).isNotEqualTo(Path.of(""));
        }
    }

    @AfterEach
    void unmount() {
        if (!mounted.equals(Path.of(""))) {
            Await.until("unmounted", () -> run("umount", mounted.toString()) == 0);
        }
    }

    private int run(String... command) {
        return Program.run(folder, List.of(command)).status();
    }

    @Test
    void aFullDiskRefusesWritesServesReadsAndGoesOnByItself() throws IOException {
        List<Integer> ports = Ports.free(2);
        int port = ports.getFirst();
        Path log = folder.resolve("log");
        Path ballast = mounted.resolve("ballast");
        int written;
        try (Program member = Program.start(log, command(ports));
                Client client = Client.builder().endpoints(List.of("127.0.0.1:" + port)).build()) {
            Await.until("it serves", () -> isWritten(client, 0));
            Await.until("two segments are made ahead", () -> free() < 180L * MIB);
            Files.write(ballast, new byte[(int) free() - 40 * MIB]);
            written = 1;
            while (isWritten(client, written)) {
                written++;
                assertThat(written).as("the disk gets full").isLessThan(130);
            }
            CallException refused =
                    catchThrowableOfType(CallException.class, () -> client.put("more", "x"));
            assertThat(refused.code()).isEqualTo("RESOURCE_EXHAUSTED");
            assertThat(refused).hasMessage("etcdserver: mvcc: database space exceeded");
            assertThat(client.get("key0").map(KeyValue::text)).hasValue(value());
            assertThat(free()).as("it does not fill up the rest").isGreaterThan(30L * MIB);

            Files.delete(ballast);
            int next = written;
            Await.until("written again", Duration.ofSeconds(10), () -> isWritten(client, next));
            written++;
            member.kill();
            member.awaitExit();
        }
        try (Program member = Program.start(log, command(ports));
                Client client = Client.builder().endpoints(List.of("127.0.0.1:" + port)).build()) {
            Await.until("it serves again", () -> isWritten(client, 0));
            for (int i = 0; i < written; i++) {
                assertThat(client.get("key" + i).map(KeyValue::text)).hasValue(value());
            }
            assertThat(member.isAlive()).isTrue();
        }
    }

    /** What a member that was cut off left half done may hold the very room that it needs. */
    @Test
    void aFileThatIsMadeAnewGivesItsRoomBackFirst() throws Exception {
        long half = free() / 2;
        try (Disk disk = FileDisk.open(mounted.resolve("data"))) {
            disk.create("tail.tmp", half);
            disk.create("tail.tmp", half + 10L * MIB);
            assertThat(disk.size("tail.tmp")).isEqualTo(half + 10L * MIB);
            assertThatThrownBy(() -> disk.create("spare.tmp", half))
                    .isInstanceOf(Disk.NoSpace.class);
        }
    }

    private long free() {
        return mounted.toFile().getUsableSpace();
    }

    private static String value() {
        return "x".repeat(MIB);
    }

    private static boolean isWritten(Client client, int number) {
        try {
            client.put("key" + number, value());
            return true;
        } catch (CallException refused) {
            return false;
        }
    }

    private List<String> command(List<Integer> ports) {
        List<String> command = new ArrayList<>(Jangada.server());
        String client = "http://127.0.0.1:" + ports.get(0);
        String peer = "http://127.0.0.1:" + ports.get(1);
        command.addAll(List.of("--data-dir", mounted.resolve("data").toString()));
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        command.addAll(List.of("--initial-cluster", "default=" + peer));
        return command;
    }
}
