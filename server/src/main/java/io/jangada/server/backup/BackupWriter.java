package io.jangada.server.backup;

import io.jangada.node.Image;
import io.jangada.raft.Bytes;
import io.jangada.raft.Check;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/** Makes the bytes of a backup as they are asked for; in memory is one piece of the image. */
public final class BackupWriter {
    /** As large as etcd's. */
    public static final int BLOB_BYTES = 32 << 10;

    private final Image image;
    private final MessageDigest sum = Sums.sha256();
    private final CRC32C all = new CRC32C();

    /** What is given out next. */
    private ByteBuffer part;

    private ByteBuffer piece = ByteBuffer.allocate(0);
    private CRC32C chunk = Layout.chunk(0);
    private long number;
    private int inChunk;
    private long imageLeft;
    private long left;
    private boolean ended;
    private boolean summed;

    /** Does not close {@code image}, which has as many bytes as {@code header} says. */
    public BackupWriter(BackupHeader header, Image image) {
        this.image = image;
        this.part = header.encode();
        this.imageLeft = header.imageBytes();
        this.left = Layout.sum(header.imageBytes());
    }

    /** The bytes that are still to come, without the sum. */
    public long left() {
        return left;
    }

    /** At most {@link #BLOB_BYTES}; the last ones are the sum alone, then null. */
    public @Nullable Bytes next() {
        if (left == 0) {
            boolean last = !summed;
            summed = true;
            return last ? Bytes.owned(sum.digest()) : null;
        }
        ByteBuffer blob = ByteBuffer.allocate((int) Math.min(BLOB_BYTES, left));
        while (blob.hasRemaining()) {
            if (!part.hasRemaining()) {
                part = part();
            }
            int bytes = Math.min(blob.remaining(), part.remaining());
            blob.put(part.slice(part.position(), bytes));
            part.position(part.position() + bytes);
        }
        left -= blob.capacity();
        sum.update(blob.flip());
        return Bytes.owned(blob.array());
    }

    private ByteBuffer part() {
        if (inChunk > 0 && (inChunk == Layout.CHUNK_BYTES || imageLeft == 0)) {
            int crc = (int) chunk.getValue();
            chunk = Layout.chunk(++number);
            inChunk = 0;
            return ByteBuffer.allocate(Integer.BYTES).putInt(crc).flip();
        }
        if (imageLeft > 0) {
            return contents();
        }
        if (!ended) {
            ended = true;
            Check.that(image.next() == null, "an image has as many bytes as its header says");
            return Layout.end((int) all.getValue());
        }
        return ByteBuffer.allocate((int) left); // the padding
    }

    private ByteBuffer contents() {
        if (!piece.hasRemaining()) {
            Bytes next = image.next();
            if (next == null) {
                throw new IllegalStateException("an image has as many bytes as its header says");
            }
            piece = next.buffer();
        }
        int room = (int) Math.min(Layout.CHUNK_BYTES - inChunk, imageLeft);
        int bytes = Math.min(piece.remaining(), room);
        ByteBuffer contents = piece.slice(piece.position(), bytes);
        piece.position(piece.position() + bytes);
        chunk.update(contents.duplicate());
        all.update(contents.duplicate());
        inChunk += bytes;
        imageLeft -= bytes;
        return contents;
    }
}
