package io.jangada.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.HardState;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Journals that older versions wrote are read, and gone on with. Each of them is a folder of {@code
 * journal-VERSION.zip}, which that version has written, beside a text with what it held.
 */
final class OlderVersionsTest {
    @TempDir Path directory;

    /**
     * {@code orderly} was closed. {@code torn} lost its power in its last batch, and {@code
     * suspect} had damage there, which its own version had found.
     */
    @ParameterizedTest
    @CsvSource({
        "0.1.0, orderly", "0.1.0, torn", "0.1.0, suspect",
        "0.2.0, orderly", "0.2.0, torn", "0.2.0, suspect",
        "0.3.0, orderly", "0.3.0, torn", "0.3.0, suspect"
    })
    void aJournalOfAnOlderVersionIsReadAndGoneOnWith(String version, String name)
            throws IOException {
        unpack("/journal-" + version + ".zip");
        List<String> told = Files.readAllLines(directory.resolve(name + ".txt"));
        List<Life.Slot> slots = new ArrayList<>();
        for (String line : told.subList(1, told.size())) {
            String[] words = line.split(" ", 2);
            boolean lost = words[1].equals("lost");
            slots.add(new Life.Slot(Long.parseLong(words[0]), lost ? null : words[1]));
        }
        assertThat(slots).hasSizeGreaterThan(30);

        Disk disk = FileDisk.open(directory.resolve(name));
        Life.Promises promises = new Life.Promises();
        Life life = Life.again(disk, false, promises).turn();
        assertThat("suspect from " + life.recovered.suspectFrom()).isEqualTo(told.getFirst());
        assertThat(life.recovered.hardState()).isEqualTo(new HardState(5, new ServerId(0xb)));
        assertThat(promises.states.getLast()).isEqualTo(slots);

        life.append(slots.size() + 1, 6, 3, 200).turn().vote(6, 0xc).turn();
        life.journal.close();
        List<Life.Slot> longer = promises.states.getLast();
        Life.Promises after = new Life.Promises();
        Life again = Life.again(FileDisk.open(directory.resolve(name)), false, after).turn();
        assertThat(after.states.getLast()).isEqualTo(longer);
        assertThat(again.recovered.hardState()).isEqualTo(new HardState(6, new ServerId(0xc)));
        again.journal.close();
    }

    /** Of the two copies of a small file the same byte, since one of them would be enough. */
    @ParameterizedTest
    @ValueSource(strings = {"0.1.0", "0.2.0", "0.3.0"})
    void aByteThatIsFlippedIsRefusedByName(String version) throws IOException {
        unpack("/journal-" + version + ".zip");
        Path orderly = directory.resolve("orderly");
        int payload = 2 * Layout.BLOCK + Header.BYTES + 1; // of the first record
        assertRefused(orderly, "identity", 60, Block.BYTES + 60);
        assertRefused(orderly, "vote", 60, Block.BYTES + 60);
        assertRefused(orderly, Layout.segment(2), payload);
        assertRefused(orderly, Layout.segment(3), payload);
        Life.opened(FileDisk.open(orderly), false).journal().close();
    }

    private static void assertRefused(Path folder, String name, int... places) throws IOException {
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        for (int place : places) {
            flipped[place] ^= 1;
        }
        Files.write(file, flipped);
        assertThat(Recovery.open(FileDisk.open(folder), Life.IDENTITY, false, Life.TINY))
                .as(name)
                .isInstanceOfSatisfying(
                        Opening.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith(name));
        assertThat(file).as("left as it was").hasBinaryContent(flipped);
        Files.write(file, whole);
    }

    private void unpack(String resource) throws IOException {
        try (InputStream packed =
                        Objects.requireNonNull(getClass().getResourceAsStream(resource), resource);
                ZipInputStream zip = new ZipInputStream(packed, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(zip, target);
                }
            }
        }
    }
}
