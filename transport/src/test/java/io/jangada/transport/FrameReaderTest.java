package io.jangada.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Drainable;
import io.jangada.node.Frame;
import io.jangada.raft.Bytes;

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
    private static final int PAYLOADS = Wire.HEAD_BYTES + 16;

    private static byte[] batch(Frame... frames) throws IOException {
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
        return FrameReader.read(Bytes.copyOf(bytes), Member.id(1), Member.LIMITS);
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
    }

    @Test
    void lengthsAndCountsThatLieAreRefused() throws IOException {
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
        malformed(PAYLOADS, -1, "a frame of -1 payloads");
        malformed(PAYLOADS, Integer.MAX_VALUE, "a frame of " + Integer.MAX_VALUE + " payloads");
        malformed(PAYLOADS, 0, "0 payloads for 1 sizes");
    }

    @Test
    void framesOfAnotherThanTheHelloNamedAreRefused() throws IOException {
        byte[] bytes = batch(Member.heartbeat(1));
        ByteBuffer.wrap(bytes).putLong(1, 9);
        assertThatThrownBy(() -> read(bytes))
                .hasMessage("frames of 9 on a stream whose hello named 1");
    }

    @Test
    void anyBytesAreFramesOrMalformed() throws Exception {
        Random random = new Random(3);
        byte[] good = batch(Member.append(1, 10), Member.heartbeat(4), Member.append(2, 3));
        int refused = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes =
                    Arrays.copyOf(good, round % 2 == 0 ? good.length : 1 + random.nextInt(99));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                read(bytes);
            } catch (Malformed _) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(50_000);
    }
}
