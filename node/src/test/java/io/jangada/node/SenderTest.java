package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Payload;
import io.jangada.node.storage.QuietListener;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Sizes;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What is sent from the files of a journal that keeps nothing in memory. */
class SenderTest {
    private static final ServerId SELF = new ServerId(1);
    private static final ServerId PEER = new ServerId(2);
    private static final Config CONFIG =
            Config.of(SELF, Members.of(SELF, PEER), Settings.of(30, 150));

    private final List<Frame> sent = new ArrayList<>();
    private final Inbox inbox = new Inbox(16, 1 << 20, () -> {});
    private final Journal journal = journal(64);
    private final Sender sender = new Sender(new Recorded(), journal, inbox, CONFIG);

    @Test
    void whatIsNotInMemoryIsReadAndSent() {
        append(1, 1, "a", "b");
        append(2, 3, "c");

        assertThat(sender.send(PEER, message(1, 1, 3))).isTrue();
        assertThat(sent).isEmpty();
        assertThat(read()).isTrue();
        assertThat(texts()).containsExactly("abc");
    }

    @Test
    void whatWasOverwrittenWhileItWasReadIsNotSent() {
        append(1, 1, "a", "b");
        append(2, 3, "c");
        assertThat(sender.send(PEER, message(1, 1, 3))).isTrue();
        overwrite(2, "x", "y");

        assertThat(read()).as("the message is lost").isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void nothingOvertakesEntriesThatAreBeingRead() {
        append(1, 1, "a", "b");
        append(2, 3, "c");
        sender.send(PEER, message(1, 1, 2));
        sender.send(PEER, new Message.AppendEntries(1, 2, 1, 2, Entries.none(3)));
        sender.send(PEER, message(1, 3, 3));
        assertThat(sent).isEmpty();
        assertThat(read()).isTrue();

        assertThat(texts()).containsExactly("ab", "c");
    }

    @Test
    void whatCountsAsLostIsNotSentWhenItIsRead() {
        append(1, 1, "a", "b");
        append(2, 3, "c");
        sender.send(PEER, message(1, 1, 2));
        sender.forget(PEER);
        assertThat(sender.send(PEER, message(1, 1, 3))).isTrue();

        assertThat(read()).isTrue();
        assertThat(texts()).containsExactly("abc");
    }

    /** Room that comes free is for what waits, be it of the same follower. */
    @Test
    void nothingIsReadBeforeWhatWaits() {
        Journal narrow = journal(1);
        Sender one = new Sender(new Recorded(), narrow, inbox, CONFIG);
        narrow.append(1, entries(1, 1, 3), payloads("a", "b", "c"), false);
        turn(narrow, Lane.APPEND);
        narrow.append(2, entries(1, 4, 1), payloads("d"), false);
        turn(narrow, Lane.APPEND);

        assertThat(one.send(PEER, message(1, 1, 1))).isTrue();
        assertThat(one.send(PEER, message(1, 2, 2))).as("it waits").isTrue();
        turn(narrow, Lane.FETCH);
        assertThat(one.send(PEER, message(1, 3, 3))).isTrue();
        assertThat(sent).isEmpty();
        for (int round = 0; round < 3; round++) {
            for (Inbox.Event event : inbox.drain()) {
                assertThat(one.fetched((Inbox.FetchedToSend) event)).isTrue();
            }
            one.flush();
            turn(narrow, Lane.FETCH);
        }
        assertThat(texts()).containsExactly("a", "b", "c");
    }

    /** Each of the two takes the room in which the other would go on. */
    @Test
    void ofTwoThatAreReadInPartsNoneIsLost() {
        Journal narrow = journal(1);
        Sender both = new Sender(new Recorded(), narrow, inbox, CONFIG);
        int[] sizes = {100_000, 100_000, 100_000, 100_000};
        Entries large = Entries.of(1, 1, Sizes.of(sizes));
        String text = "x".repeat(100_000);
        narrow.append(1, large, payloads(text, text, text, text), false);
        for (int segment = 0; segment < 3; segment++) {
            turn(narrow, Lane.APPEND);
            turn(narrow, Lane.PREPARE);
        }
        narrow.append(2, entries(1, 5, 1), payloads("y"), false);
        Message.AppendEntries message = new Message.AppendEntries(1, 0, 0, 0, large);

        assertThat(both.send(PEER, message)).isTrue();
        assertThat(sent).isEmpty();
        turn(narrow, Lane.FETCH);
        assertThat(both.send(new ServerId(3), message)).isTrue();
        for (int round = 0; round < 10; round++) {
            for (Inbox.Event event : inbox.drain()) {
                assertThat(both.fetched((Inbox.FetchedToSend) event)).isTrue();
            }
            both.flush();
            turn(narrow, Lane.FETCH);
        }
        assertThat(sent).hasSize(2);
    }

    private void append(long write, long first, String... texts) {
        journal.append(write, entries(1, first, texts.length), payloads(texts), false);
        turn(Lane.APPEND);
    }

    /** From index 2 on, by a leader of term 2. */
    private void overwrite(long first, String... texts) {
        journal.append(3, entries(2, first, texts.length), payloads(texts), true);
        turn(Lane.APPEND);
    }

    private void turn(Lane lane) {
        turn(journal, lane);
    }

    private static void turn(Journal journal, Lane lane) {
        while (journal.turn(lane)) {
            // Until there is nothing to do.
        }
    }

    /** Reads what is asked for; false when a message is lost. */
    private boolean read() {
        boolean all = true;
        turn(Lane.FETCH);
        for (Inbox.Event event : inbox.drain()) {
            if (event instanceof Inbox.FetchedToSend fetched) {
                all &= sender.fetched(fetched);
            }
        }
        return all;
    }

    private List<String> texts() {
        return sent.stream()
                .map(frame ->
                        String.join(
                                "",
                                frame.payloads().stream().map(one -> one.bytes().text()).toList()))
                .toList();
    }

    private static Message.AppendEntries message(long term, long first, long last) {
        long prevTerm = first == 1 ? 0 : 1;
        Entries entries = entries(term, first, (int) (last - first + 1));
        return new Message.AppendEntries(1, first - 1, prevTerm, 0, entries);
    }

    private static Entries entries(long term, long first, int count) {
        int[] sizes = new int[count];
        java.util.Arrays.fill(sizes, 1);
        return Entries.of(first, term, Sizes.of(sizes));
    }

    private static List<Payload> payloads(String... texts) {
        List<Payload> payloads = new ArrayList<>();
        for (String text : texts) {
            payloads.add(new Payload(Payload.Kind.COMMAND, Bytes.utf8(text)));
        }
        return payloads;
    }

    private static Journal journal(int fetchesMax) {
        Limits limits = new Limits(256 << 10, 16 << 10, 1 << 17, 1 << 20, 1 << 16, 0, fetchesMax);
        Identity identity = Identity.expected(7, SELF, 5, "test");
        Journal journal =
                switch (Recovery.open(new HeapDisk(), identity, false, limits)) {
                    case Opening.Refused(String reason) -> throw new AssertionError(reason);
                    case Opening.Recovered recovered -> recovered.journal();
                };
        journal.start(new QuietListener(), () -> 0);
        journal.turn(Lane.PREPARE);
        return journal;
    }

    private final class Recorded implements Transport {
        @Override
        public void start(Receiver receiver) {}

        @Override
        public boolean send(ServerId to, Frame frame) {
            sent.add(frame);
            return true;
        }

        @Override
        public void close() {}
    }
}
