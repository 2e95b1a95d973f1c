package io.jangada.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.chance.Choice;
import io.jangada.sim.chance.Keyed;
import io.jangada.sim.disk.SimDisk.Faults;
import io.jangada.sim.disk.SimDisk.Later;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;

/** Random lives of a directory: the disk and the obvious one can end in the same ways. */
final class SimDiskTwinTest {
    private static final List<String> FILES = List.of("a", "b", "c");
    private static final int EXHAUSTIVE = 7;

    private SimDisk disk = new SimDisk(Faults.NONE, Later.AT_ONCE);
    private Naive naive = new Naive();
    private int compared;

    @Test
    void allSubsetsOfWhatIsPendingAreTheSame() throws IOException {
        for (long seed = 0; seed < 100; seed++) {
            disk = new SimDisk(Faults.NONE, Later.AT_ONCE);
            naive = new Naive();
            Choice choice = Keyed.of(seed, "twin", 0);
            for (int step = 0; step < 30; step++) {
                change(choice);
                compare(seed, step);
                if (choice.happens(0.05)) {
                    restart();
                }
            }
        }
        assertThat(compared).as("cuts of which all subsets were compared").isGreaterThan(1_500);
    }

    private void change(Choice choice) throws IOException {
        String file = FILES.get(choice.below(FILES.size()));
        if (!naive.names.containsKey(file)) {
            int bytes = choice.below(1600);
            disk.create(file, bytes);
            naive.create(file, bytes);
            return;
        }
        switch (choice.below(9)) {
            case 0 -> {
                disk.create(file, 700);
                naive.create(file, 700);
            }
            case 1 -> {
                disk.force(file);
                naive.force(file);
            }
            case 2 -> {
                disk.forceDirectory();
                naive.forceDirectory();
            }
            case 3 -> {
                String to = FILES.get(choice.below(FILES.size()));
                if (!to.equals(file)) {
                    disk.rename(file, to);
                    naive.rename(file, to);
                }
            }
            case 4 -> {
                disk.delete(file);
                naive.delete(file);
            }
            case 5 -> {
                int bytes = choice.below(1600);
                disk.truncate(file, bytes);
                naive.truncate(file, bytes);
            }
            default -> {
                byte[] bytes = new byte[choice.below(700)];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) choice.below(3);
                }
                int position = choice.below(naive.contents(file).length + 600);
                disk.write(file, position, ByteBuffer.wrap(bytes));
                naive.write(file, position, bytes);
            }
        }
    }

    private void compare(long seed, int step) {
        for (String file : FILES) {
            assertThat(disk.has(file)).isEqualTo(naive.names.containsKey(file));
            if (disk.has(file)) {
                assertThat(disk.contents(file)).isEqualTo(naive.contents(file));
            }
        }
        List<String> words = naive.pending();
        assertThat(disk.pending())
                .as("seed %d step %d: %s", seed, step, words)
                .isEqualTo(words.size());
        if (words.size() > EXHAUSTIVE) {
            return;
        }
        TreeSet<String> ends = new TreeSet<>();
        TreeSet<String> naiveEnds = new TreeSet<>();
        for (int subset = 0; subset < 1 << words.size(); subset++) {
            int chosen = subset;
            ends.add(text(disk.after(n -> (chosen >>> n & 1) == 1 ? Landing.NEW : Landing.OLD)));
            TreeSet<String> landing = new TreeSet<>();
            for (int n = 0; n < words.size(); n++) {
                if ((chosen >>> n & 1) == 1) {
                    landing.add(words.get(n));
                }
            }
            naiveEnds.add(naive.after(landing));
        }
        assertThat(ends).as("seed %d step %d: %s", seed, step, words).isEqualTo(naiveEnds);
        compared++;
    }

    /** Nothing lands; both go on from there. */
    private void restart() {
        disk.cut(_ -> Landing.OLD);
        Naive next = new Naive();
        assertThat(text(disk)).isEqualTo(naive.after(new TreeSet<>()));
        for (String file : disk.files()) {
            byte[] bytes = disk.contents(file);
            next.create(file, bytes.length);
            next.write(file, 0, bytes);
            next.force(file);
        }
        next.forceDirectory();
        naive = next;
    }

    private static String text(SimDisk disk) {
        StringBuilder text = new StringBuilder();
        for (String file : disk.files()) {
            text.append(Naive.line(file, disk.contents(file)));
        }
        return text.toString();
    }
}
