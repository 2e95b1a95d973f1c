package io.jangada.sim.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Entries;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.raft.Standing;
import io.jangada.sim.check.Violation;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class DiagramTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "diagram.txt");
    private static final ServerId S1 = new ServerId(1);
    private static final ServerId S2 = new ServerId(2);
    private static final ServerId S3 = new ServerId(3);

    /** An election, a command that two of three have, a power cut, another leader. */
    private static Plot plot() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Campaign(S1));
        Message asked = new Message.RequestVote(1, 0, 0, false);
        steps.add(new Step.Deliver(S1, S3, asked, -1));
        steps.add(new Step.Silence(S3));
        steps.add(new Step.Deliver(S1, S3, asked, -1));
        steps.add(new Step.Deliver(S3, S1, new Message.RequestVoteReply(1, true), -1));
        Message append = new Message.Heartbeat(1, 0, 0, 0);
        steps.add(new Step.Deliver(S1, S2, append, -1));
        steps.add(new Step.Propose(S1, Sizes.of(8)));
        steps.add(new Step.Reboot(S1, 0, 0, 0));
        steps.add(new Step.Campaign(S2));
        steps.add(new Step.Hear(S3, 4));
        steps.add(new Step.Elapse(S3));
        return new Plot(3, Plot.PLAIN, true, steps);
    }

    /** Written anew with {@code -Ddiagram.write=true}, to be looked at before it is committed. */
    @Test
    void itIsDrawnAsItAlwaysWas() throws IOException {
        Violation violation =
                new Violation("I8", "a sentence that is so long " + "that it goes on ".repeat(6));
        List<String> lines = Diagram.lines(3, plot().play().happenings(), violation);
        if (Boolean.getBoolean("diagram.write")) {
            Files.write(GOLDEN, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void itFitsForAsManyServersAsThereMayBe() {
        for (int servers = 2; servers <= 7; servers++) {
            List<Happening> all = new ArrayList<>();
            for (int at = 1; at < servers; at++) {
                ServerId last = new ServerId(servers);
                Message message = new Message.AppendEntries(1234567, 1234567, 1234, 12345, some());
                Step step = new Step.Deliver(last, new ServerId(at), message, -1);
                all.add(
                        new Happening(
                                "1234.5678",
                                step,
                                "1234.5678",
                                null,
                                List.of(),
                                Standing.LEADER,
                                null));
            }
            List<String> lines = Diagram.lines(servers, all, null);
            assertThat(lines).allMatch(line -> line.length() <= 120).hasSizeGreaterThan(servers);
        }
    }

    private static Entries some() {
        return Entries.of(1234568, 1234567, Sizes.of(1, 2, 3, 4, 5, 6, 7, 8));
    }
}
