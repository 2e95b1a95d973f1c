package io.jangada.transport;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Writes a batch straight into gRPC's buffers: the length is known beforehand, and the bytes pass
 * only one small chunk that stays in the processor's cache.
 */
final class BatchMarshaller implements MethodDescriptor.Marshaller<Batch> {
    static final BatchMarshaller BATCHES = new BatchMarshaller();

    private static final int CHUNK_BYTES = 16 << 10;

    private BatchMarshaller() {}

    @Override
    public InputStream stream(Batch batch) {
        return switch (batch) {
            case Batch.Outgoing outgoing -> new Source(outgoing);
            case Batch.Incoming incoming -> new ByteArrayInputStream(incoming.bytes().toArray());
        };
    }

    /** Only takes the bytes over; {@link FrameReader} judges them where it can close the stream. */
    @Override
    public Batch parse(InputStream stream) {
        try {
            byte[] bytes = new byte[stream instanceof KnownLength ? stream.available() : 0];
            int length = stream.readNBytes(bytes, 0, bytes.length);
            Check.that(length == bytes.length, "gRPC hands over whole messages");
            return new Batch.Incoming(Bytes.owned(bytes));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The bytes of a batch, made while they are drained. */
    private static final class Source extends InputStream implements KnownLength, Drainable {
        private final Batch.Outgoing batch;
        private boolean drained;

        Source(Batch.Outgoing batch) {
            this.batch = batch;
        }

        @Override
        public int available() {
            return drained ? 0 : Math.toIntExact(Wire.HEAD_BYTES + batch.bytes());
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int bytes = available();
            drained = true;
            Sink sink = new Sink(target, Math.min(bytes, CHUNK_BYTES));
            sink.room(Wire.HEAD_BYTES)
                    .put((byte) Wire.PROTOCOL_VERSION)
                    .putLong(batch.from().value());
            for (Parcel parcel : batch.parcels()) {
                write(parcel, sink);
            }
            sink.flush();
            return bytes;
        }

        /** Never called: gRPC drains what it can, and compression is off. */
        @Override
        public int read() {
            throw new UnsupportedOperationException("a batch is drained, not read");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            throw new UnsupportedOperationException("a batch is drained, not read");
        }

        private static void write(Parcel parcel, Sink sink) throws IOException {
            sink.room(Wire.FRAME_BYTES)
                    .putInt((int) parcel.bytes() - 4)
                    .putLong(parcel.frame().group())
                    .putInt(parcel.message().size());
            sink.put(parcel.message());
            for (Payload payload : parcel.frame().payloads()) {
                sink.room(Wire.PAYLOAD_BYTES).put((byte) payload.kind().code());
                sink.put(payload.bytes());
            }
        }
    }

    private static final class Sink {
        private final OutputStream target;
        private final byte[] array;
        private final ByteBuffer chunk;

        Sink(OutputStream target, int bytes) {
            this.target = target;
            this.array = new byte[bytes];
            this.chunk = ByteBuffer.wrap(array);
        }

        /** The chunk with room for {@code bytes} more, which are few. */
        ByteBuffer room(int bytes) throws IOException {
            if (chunk.remaining() < bytes) {
                flush();
            }
            return chunk;
        }

        void put(Bytes bytes) throws IOException {
            Bytes rest = bytes;
            while (rest.size() > chunk.remaining()) {
                int fits = chunk.remaining();
                rest.slice(0, fits).writeTo(chunk);
                rest = rest.slice(fits, rest.size());
                flush();
            }
            rest.writeTo(chunk);
        }

        void flush() throws IOException {
            target.write(array, 0, chunk.position());
            chunk.clear();
        }
    }
}
