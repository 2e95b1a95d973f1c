package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

final class CodecTest {
    private static final Sizes SIZES = Sizes.of(0, 1, 127, 128, Integer.MAX_VALUE);

    private static final Members JOINT =
            new Members(
                    new TreeSet<>(List.of(new ServerId(1), new ServerId(2))),
                    new TreeSet<>(List.of(new ServerId(1), new ServerId(-3))),
                    new TreeSet<>(List.of(new ServerId(-3), new ServerId(4))),
                    new TreeSet<>(List.of(new ServerId(4))),
                    Bytes.utf8("where they are"));

    private static final Snapshot SNAPSHOT =
            new Snapshot(300, 2, Members.of(new ServerId(1), new ServerId(5)));

    private static final List<Message> MESSAGES =
            List.of(
                    new Message.PreVote(1, 2, 3),
                    new Message.PreVoteReply(Long.MAX_VALUE, true),
                    new Message.RequestVote(1, 0, 0, true),
                    new Message.RequestVoteReply(5, false),
                    new Message.AppendEntries(
                            9, 4, 3, 2, Entries.of(5, new long[] {3, 3, 7, 8, 8}, SIZES)),
                    new Message.AppendEntries(9, 4, 3, 2, Entries.none(5)),
                    new Message.AppendEntries(
                            9,
                            4,
                            3,
                            2,
                            Entries.of(5, new long[] {3, 3, 7, 8, 8}, SIZES)
                                    .with(new TreeMap<>(Map.of(6L, JOINT, 9L, JOINT.left())))),
                    new Message.AppendAccepted(1, 300),
                    new Message.AppendRejected(1, 300, 299, 1),
                    new Message.Heartbeat(1, 2, 3, 4),
                    new Message.HeartbeatReply(1, 2, 3),
                    new Message.TimeoutNow(1),
                    new Message.ReadIndex(1, -7),
                    new Message.ReadIndexReply(1, Long.MIN_VALUE, 8),
                    new Message.Forward(1, SIZES),
                    new Message.InstallSnapshot(3, SNAPSHOT),
                    new Message.InstallSnapshot(3, Snapshot.none(SNAPSHOT.members())),
                    new Message.FetchSnapshot(3, 300, 2, -1),
                    new Message.SnapshotChunk(3, 300, 2, 1 << 20, SIZES),
                    new Message.ChangeMembers(3, -7, SNAPSHOT.members(), JOINT),
                    new Message.ChangeMembersReply(3, -7, Refusal.NOT_CAUGHT_UP),
                    new Message.ChangeMembersReply(3, 7, null));

    private static final List<Input> INPUTS =
            List.of(
                    new Input.Tick(-1),
                    new Input.ElectionElapsed(),
                    new Input.LeaderSilent(),
                    new Input.HeartbeatDue(),
                    new Input.QuorumSilent(),
                    new Input.Receive(new ServerId(-9), new Message.TimeoutNow(1)),
                    new Input.Propose(-3, SIZES),
                    new Input.Read(4),
                    new Input.HardStatePersisted(new HardState(3, new ServerId(7))),
                    new Input.HardStatePersisted(HardState.INITIAL),
                    new Input.LogPersisted(6),
                    new Input.Applied(7),
                    new Input.Transfer(8, new ServerId(9)),
                    new Input.Lost(new ServerId(10)),
                    new Input.SnapshotTaken(11),
                    new Input.Compact(12),
                    new Input.SnapshotReceived(SNAPSHOT),
                    new Input.ChangeMembers(13, SNAPSHOT.members(), JOINT),
                    new Input.ChangeMembers(-14, Members.NONE, JOINT.left()));

    private static Message decode(Bytes bytes) throws Malformed {
        return Codec.decodeMessage(bytes, Integer.MAX_VALUE);
    }

    @Test
    void whatIsEncodedIsDecoded() throws Malformed {
        for (Message message : MESSAGES) {
            assertThat(decode(Codec.encode(message))).isEqualTo(message);
        }
        for (Input input : INPUTS) {
            assertThat(Codec.decodeInput(Codec.encode(input))).isEqualTo(input);
        }
    }

    @Test
    void everyPrefixAndEveryTailIsMalformed() {
        for (Message message : MESSAGES) {
            Bytes bytes = Codec.encode(message);
            for (int cut = 0; cut < bytes.size(); cut++) {
                Bytes part = bytes.slice(0, cut);
                assertThatThrownBy(() -> decode(part)).isInstanceOf(Malformed.class);
            }
            byte[] longer = java.util.Arrays.copyOf(bytes.toArray(), bytes.size() + 1);
            assertThatThrownBy(() -> decode(Bytes.owned(longer))).isInstanceOf(Malformed.class);
        }
    }

    /** Whatever decodes encodes to the same bytes again: a value has one encoding only. */
    @Test
    void changedBytesAreMalformedOrTheEncodingOfSomethingElse() {
        Random random = new Random(1);
        int malformed = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = Codec.encode(MESSAGES.get(round % MESSAGES.size())).toArray();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Message message = decode(Bytes.copyOf(bytes));
                assertThat(Codec.encode(message)).isEqualTo(Bytes.copyOf(bytes));
            } catch (Malformed _) {
                malformed++;
            }
        }
        assertThat(malformed).isBetween(20_000, 180_000);
    }

    @Test
    void announcedLengthsAreComparedWithWhatIsThereBeforeAnythingIsAllocated() {
        byte[] forward = {3, 13, 1, -1, -1, -1, -1, 7};
        assertThatThrownBy(() -> decode(Bytes.owned(forward)))
                .isInstanceOf(Malformed.class)
                .hasMessage("more things than bytes");
        byte[] append = {3, 5, 1, 0, 0, 0, 1, 3, 1, 3, 2, 0, 0, 0, 0};
        assertThatThrownBy(() -> decode(Bytes.owned(append))).isInstanceOf(Malformed.class);
    }

    @Test
    void moreEntriesThanTheReceiverAllowsAreRefused() throws Malformed {
        Message forward = new Message.Forward(1, SIZES);
        Entries runs = Entries.of(5, new long[] {3, 3, 7, 8, 8}, SIZES);
        Message append = new Message.AppendEntries(9, 4, 3, 2, runs);
        for (Message message : List.of(forward, append)) {
            Bytes bytes = Codec.encode(message);
            assertThat(Codec.decodeMessage(bytes, 5)).isEqualTo(message);
            assertThatThrownBy(() -> Codec.decodeMessage(bytes, 4))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("more things than are allowed");
        }
    }

    @Test
    void anotherVersionIsNamed() {
        assertThatThrownBy(() -> Codec.decodeInput(Bytes.owned(new byte[] {9, 2})))
                .isInstanceOf(Malformed.class)
                .hasMessage("version 9, known is 3");
    }

    @Test
    void aStateDecodesToAnEqualOneAndDamageNeverEscapesAsAnythingElse() throws Malformed {
        Settings settings = Settings.of(100, 1000);
        ServerId self = new ServerId(1);
        Members members = Members.of(self, new ServerId(2), new ServerId(3));
        Entries log = Entries.of(1, new long[] {1, 1, 2}, Sizes.of(1, 2, 3));
        Start start = Start.of(self, members, new HardState(2, null), log, 3, 99);
        Raft raft = new Raft(start, settings, (min, _) -> min, Probes.NONE);
        raft.step(new Input.Tick(5));
        raft.step(
                new Input.Receive(
                        new ServerId(2), new Message.AppendEntries(3, 2, 1, 1, Entries.none(3))));
        raft.step(new Input.Read(5));
        Bytes bytes = raft.encode();
        assertThat(Raft.decode(bytes, settings, (min, _) -> min, Probes.NONE)).isEqualTo(raft);

        Random random = new Random(1);
        for (int round = 0; round < 50_000; round++) {
            byte[] damaged = bytes.toArray();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Bytes changed = Bytes.owned(damaged);
            try {
                Raft other = Raft.decode(changed, settings, (min, _) -> min, Probes.NONE);
                assertThat(other.encode()).isEqualTo(changed);
            } catch (Malformed _) {
                assertThat(changed).isNotEqualTo(bytes);
            }
        }
    }

    /** As they stand in logs and snapshots, whatever version messages have by now. */
    @Test
    void configurationsOfAnOlderVersionAreRead() throws Malformed {
        Members plain = new Members(JOINT.voters(), JOINT.outgoing(), JOINT.learners());
        byte[] now = Codec.encode(plain).toArray();
        assertThat(now[0]).as("changes only with what is behind it").isEqualTo((byte) 3);
        byte[] before = Arrays.copyOf(now, now.length - 2); // nobody joins, no addresses
        before[0] = 2;
        assertThat(Codec.decodeMembers(Bytes.copyOf(before))).isEqualTo(plain);
        for (byte unknown : List.of((byte) 0, (byte) 1, (byte) 4)) {
            now[0] = unknown;
            assertThatThrownBy(() -> Codec.decodeMembers(Bytes.copyOf(now)))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("version " + unknown + ", known is 3");
        }
    }
}
