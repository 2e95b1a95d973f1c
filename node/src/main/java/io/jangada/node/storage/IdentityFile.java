package io.jangada.node.storage;

import io.jangada.raft.Check;
import io.jangada.raft.ServerId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The identity in two copies, and what must be found in the directory.
 *
 * <p>Owned by recovery, then by {@link Lane#PREPARE}.
 */
final class IdentityFile {
    static final String FILE = "identity";
    private static final int TEXT_MAX = 2048;

    private final Disk disk;
    private Content content;
    private long sequence;

    private IdentityFile(Disk disk, Content content, long sequence) {
        this.disk = disk;
        this.content = content;
        this.sequence = sequence;
    }

    /**
     * What a copy holds.
     *
     * @param lastSegment a segment of this number was made and named; 0 if none was
     * @param watermark an ordinal of the journal that was durable when this was written
     */
    record Content(Identity identity, long lastSegment, long watermark) {
        Origin origin() {
            return new Origin(identity.clusterId(), identity.incarnation(), 0);
        }

        ByteBuffer encode() {
            byte[] text = identity.initialCluster().getBytes(StandardCharsets.UTF_8);
            Check.that(text.length <= TEXT_MAX, "the initial cluster is at most 2048 bytes");
            return ByteBuffer.allocate(36 + text.length)
                    .putLong(identity.memberId().value())
                    .putLong(identity.bootEpoch())
                    .putLong(lastSegment)
                    .putLong(watermark)
                    .putInt(text.length)
                    .put(text)
                    .flip();
        }

        static Content decode(Block block) {
            ByteBuffer body = block.body();
            byte[] text = new byte[body.getInt(32)];
            body.get(36, text);
            return new Content(
                    new Identity(
                            block.clusterId(),
                            new ServerId(body.getLong(0)),
                            block.incarnation(),
                            body.getLong(8),
                            new String(text, StandardCharsets.UTF_8)),
                    body.getLong(16),
                    body.getLong(24));
        }
    }

    static IdentityFile create(Disk disk, Identity identity) throws IOException {
        Content content = new Content(identity, 0, 0);
        Copies.create(disk, FILE, Block.Kind.IDENTITY, content.origin(), 1, content.encode());
        return new IdentityFile(disk, content, 1);
    }

    static IdentityFile of(Disk disk, Block block) {
        return new IdentityFile(disk, Content.decode(block), block.sequence());
    }

    Content content() {
        return content;
    }

    /** Rewrites both copies durably, {@code first} (0 or 1) before the other. */
    void write(Content next, int first) throws IOException {
        Copies.rewrite(
                disk, FILE, first, Block.Kind.IDENTITY, next.origin(), sequence + 1, next.encode());
        sequence++;
        content = next;
    }

    /** Notes that segment {@code number} is named, and that {@code watermark} is durable. */
    void register(long number, long watermark) throws IOException {
        write(new Content(content.identity(), number, watermark), 0);
    }

    /** Notes that {@code watermark} is durable. */
    void prove(long watermark) throws IOException {
        register(content.lastSegment(), watermark);
    }
}
