package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Drainable;
import io.jangada.node.Frame;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.Malformed;
import io.jangada.raft.Message;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class FrameReaderTest {
    private static final int FIRST_LENGTH = Wire.HEAD_BYTES;
    private static final int MESSAGE_LENGTH = Wire.HEAD_BYTES + 12;

    private static final List<Frame> ALL =
            List.of(
                    Member.append(1, 10),
                    Member.heartbeat(4),
                    frame(new Message.PreVote(1, 2, 3)),
                    frame(new Message.PreVoteReply(Long.MAX_VALUE, true)),
                    frame(new Message.RequestVote(1, 0, 0, true)),
                    frame(new Message.RequestVoteReply(5, false)),
                    Member.noOps(3),
                    frame(new Message.AppendEntries(9, 4, 3, 2, Entries.none(5))),
                    frame(new Message.AppendAccepted(1, 300)),
                    frame(new Message.AppendRejected(1, 300, 299, 1)),
                    frame(new Message.HeartbeatReply(1, 2, 3)),
                    frame(new Message.TimeoutNow(1)),
                    frame(new Message.ReadIndex(1, -7)),
                    frame(new Message.ReadIndexReply(1, Long.MIN_VALUE, 8)),
                    Member.append(2, 3));

    private static Frame frame(Message message) {
        return new Frame(1, message, List.of());
    }

    static byte[] batch(Frame... frames) throws IOException {
        List<Parcel> parcels = Arrays.stream(frames).map(Parcel::of).toList();
        long bytes = parcels.stream().mapToLong(Parcel::bytes).sum();
        Batch.Outgoing batch = new Batch.Outgoing(Member.id(1), parcels, bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream stream = BatchMarshaller.BATCHES.stream(batch)) {
            int known = stream.available();
            assertThat(((Drainable) stream).drainTo(out)).isEqualTo(known);
        }
        return out.toByteArray();
    }

    private static List<Frame> read(byte[] bytes) throws Malformed {
        return read(bytes, Member.LIMITS);
    }

    private static List<Frame> read(byte[] bytes, TransportLimits limits) throws Malformed {
        return FrameReader.read(Bytes.copyOf(bytes), Member.id(1), limits);
    }

    private static void malformed(int at, int value, String why) throws IOException {
        byte[] bytes = batch(Member.append(1, 10));
        ByteBuffer.wrap(bytes).putInt(at, value);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(Malformed.class).hasMessage(why);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Frame[] frames = {Member.heartbeat(1), Member.append(2, 50_000), Member.append(3, 0)};
        assertThat(read(batch(frames))).containsExactly(frames);
        assertThat(read(batch(ALL.toArray(Frame[]::new)))).isEqualTo(ALL);
    }

    @Test
    void lengthsThatLieAreRefused() throws IOException {
        int left = batch(Member.append(1, 10)).length - FIRST_LENGTH - 4;
        for (int lie : new int[] {-1, Integer.MIN_VALUE, 3, left + 1, Integer.MAX_VALUE}) {
            malformed(
                    FIRST_LENGTH,
                    lie,
                    "a frame of " + lie + " bytes with " + left + " bytes to come");
        }
        malformed(MESSAGE_LENGTH, -1, "a message of -1 bytes");
        malformed(
                MESSAGE_LENGTH, Integer.MAX_VALUE, "a message of " + Integer.MAX_VALUE + " bytes");
        malformed(MESSAGE_LENGTH, 0, "cut at byte 0");
    }

    @Test
    void payloadsFillTheFrameAsTheMessageSays() throws Exception {
        byte[] good = batch(Member.append(1, 10));
        byte[] shorter = Arrays.copyOf(good, good.length - 1);
        ByteBuffer.wrap(shorter).putInt(FIRST_LENGTH, good.length - FIRST_LENGTH - 5);
        assertThatThrownBy(() -> read(shorter)).hasMessage("10 bytes for 1 payloads of 10 bytes");
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        ByteBuffer.wrap(longer).putInt(FIRST_LENGTH, good.length - FIRST_LENGTH - 3);
        assertThatThrownBy(() -> read(longer)).hasMessage("12 bytes for 1 payloads of 10 bytes");
        byte[] unknown = good.clone();
        unknown[good.length - 11] = 99;
        assertThatThrownBy(() -> read(unknown)).hasMessage("payload kind 99 is unknown");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        byte[] bytes = batch(Member.heartbeat(1));
        bytes[0] = 9;
        assertThatThrownBy(() -> read(bytes)).hasMessage("format version 9");
    }

    @Test
    void aFrameIsAtMostAsLargeAsTheReceiverAllows() throws Exception {
        byte[] bytes = batch(Member.append(1, 100));
        int frame = bytes.length - Wire.HEAD_BYTES;
        assertThat(read(bytes, limits(frame, 10, 10))).hasSize(1);
        assertThatThrownBy(() -> read(bytes, limits(frame - 1, 10, 10)))
                .hasMessageStartingWith("a frame of ");
    }

    @Test
    void aBatchHasAtMostAsManyFramesAndPayloadsAsTheReceiverAllows() throws Exception {
        byte[] three = batch(Member.heartbeat(1), Member.append(1, 1), Member.append(2, 1));
        assertThat(read(three, limits(99, 2, 3))).hasSize(3);
        assertThatThrownBy(() -> read(three, limits(99, 2, 2)))
                .hasMessage("more than 2 frames in a batch");
        assertThatThrownBy(() -> read(three, limits(99, 1, 3)))
                .hasMessage("more things than are allowed");
    }

    /** A message says how much it has; that is bounded before anything is made of it. */
    @Test
    void nothingIsAllocatedForPayloadsThatDidNotCome() throws Exception {
        byte[] good = batch(Member.noOps(100));
        int message = ByteBuffer.wrap(good).getInt(MESSAGE_LENGTH);
        byte[] bare = Arrays.copyOf(good, MESSAGE_LENGTH + 4 + message);
        ByteBuffer.wrap(bare).putInt(FIRST_LENGTH, bare.length - FIRST_LENGTH - 4);
        assertThatThrownBy(() -> read(bare)).hasMessage("more things than are allowed");
    }

    private static TransportLimits limits(int frameBytes, int payloads, int frames) {
        TransportLimits other = Member.LIMITS;
        return new TransportLimits(
                frameBytes,
                other.batchBytesMax(),
                payloads,
                frames,
                other.bufferBytesMax(),
                other.bufferFramesMax(),
                other.backoffMin(),
                other.backoffMax(),
                other.backoffRefused(),
                other.connectTimeout());
    }

    @Test
    void framesOfAnotherThanTheHelloNamedAreRefused() throws IOException {
        byte[] bytes = batch(Member.heartbeat(1));
        ByteBuffer.wrap(bytes).putLong(1, 9);
        assertThatThrownBy(() -> read(bytes))
                .hasMessage("frames of 9 on a stream whose hello named 1");
    }

    /** Changed, cut, grown, spliced: it is frames that are written the same again, or malformed. */
    @Test
    void anyBytesAreFramesOrMalformed() throws Exception {
        Random random = new Random(3);
        byte[] good = batch(ALL.toArray(Frame[]::new));
        int refused = 0;
        int rounds = 200_000;
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = mutated(good, round % 5, random);
            try {
                assertThat(batch(read(bytes).toArray(Frame[]::new))).isEqualTo(bytes);
            } catch (Malformed malformed) {
                assertThat(malformed.what()).doesNotContain("\n").hasSizeLessThan(100);
                refused++;
            }
        }
        assertThat(refused).isBetween(rounds / 2, rounds - 1000);
    }

    private static byte[] mutated(byte[] good, int how, Random random) {
        int at = Wire.HEAD_BYTES + random.nextInt(good.length - Wire.HEAD_BYTES);
        byte[] bytes = good.clone();
        switch (how) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(good, at);
            case 2 -> bytes = Arrays.copyOf(good, good.length + 1 + random.nextInt(20));
            case 3 -> {
                int from = random.nextInt(good.length);
                int length = Math.min(random.nextInt(30), good.length - Math.max(from, at));
                System.arraycopy(good, from, bytes, at, length);
            }
            default -> {
                byte[] garbage = new byte[good.length - Wire.HEAD_BYTES];
                random.nextBytes(garbage);
                System.arraycopy(garbage, 0, bytes, Wire.HEAD_BYTES, garbage.length);
            }
        }
        return bytes;
    }
}
