package io.jangada.node.storage;

import io.jangada.raft.Check;
import io.jangada.raft.ServerId;

import org.jspecify.annotations.Nullable;

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
     * @param base where the journal begins; null in format 1, of which programs may write that know
     *     neither this nor a RESET
     * @param secession null as long as the directory is of the cluster that it was made for
     */
    record Content(
            Identity identity,
            long lastSegment,
            long watermark,
            @Nullable Base base,
            @Nullable Secession secession) {
        /** The format of what has no base, of what has one, and of what has a secession too. */
        private static final int PLAIN = 1;

        private static final int BASED = 2;
        private static final int SECEDED = 3;
        private static final int PLAIN_BYTES = 36;
        private static final int BASE_BYTES = 44;
        private static final int SECESSION_BYTES = 17;

        /** What all files of the directory bear, whatever became of the cluster since. */
        Origin origin() {
            long clusterId = secession == null ? identity.clusterId() : secession.bornIn();
            return new Origin(clusterId, identity.incarnation(), 0);
        }

        ByteBuffer encode() {
            byte[] text = identity.initialCluster().getBytes(StandardCharsets.UTF_8);
            Check.that(text.length <= TEXT_MAX, "the initial cluster is at most 2048 bytes");
            ByteBuffer body =
                    ByteBuffer.allocate(PLAIN_BYTES + text.length + BASE_BYTES + SECESSION_BYTES);
            body.putLong(identity.memberId().value())
                    .putLong(identity.bootEpoch())
                    .putLong(lastSegment)
                    .putLong(watermark)
                    .putInt(text.length)
                    .put(text);
            if (base != null) {
                body.putLong(base.segment()).putLong(base.index()).putLong(base.term());
                body.putLong(base.link().ordinal()).putInt(base.link().chain());
                body.putLong(base.vote());
            }
            if (secession != null) {
                body.putLong(identity.clusterId()).putLong(secession.before());
                body.put((byte) (secession.ended() ? 1 : 0));
            }
            return body.flip();
        }

        Copies.Text text(long sequence) {
            int version = secession != null ? SECEDED : base == null ? PLAIN : BASED;
            return new Copies.Text(Block.Kind.IDENTITY, version, origin(), sequence, encode());
        }

        /** With another identity and last segment, all else as it is. */
        Content with(Identity next, long segment) {
            return new Content(next, segment, watermark, base, secession);
        }

        /** In the format that has a base. */
        Content based() {
            Base some = base == null ? Base.NONE : base;
            return new Content(identity, lastSegment, watermark, some, secession);
        }

        /** Of cluster {@code clusterId} from now on, of which the log does not tell yet. */
        Content seceded(long clusterId) {
            Identity next =
                    new Identity(
                            clusterId,
                            identity.memberId(),
                            identity.incarnation(),
                            identity.bootEpoch(),
                            identity.initialCluster());
            Secession begun = secession;
            long before = begun == null || begun.ended() ? identity.clusterId() : begun.before();
            return new Content(
                    next,
                    lastSegment,
                    watermark,
                    base == null ? Base.NONE : base,
                    new Secession(origin().clusterId(), before, false));
        }

        private @Nullable Secession through() {
            return secession == null
                    ? null
                    : new Secession(secession.bornIn(), secession.before(), true);
        }

        private static @Nullable Base base(Block block, int at) {
            if (block.version() == PLAIN) {
                return null;
            }
            ByteBuffer body = block.body();
            return new Base(
                    body.getLong(at),
                    body.getLong(at + 8),
                    body.getLong(at + 16),
                    new Replay.Link(body.getLong(at + 24), body.getInt(at + 32)),
                    body.getLong(at + 36));
        }

        static Content decode(Block block) throws Damage {
            ByteBuffer body = block.body();
            int length = body.limit() < PLAIN_BYTES ? -1 : body.getInt(32);
            int rest =
                    switch (block.version()) {
                        case PLAIN -> 0;
                        case BASED -> BASE_BYTES;
                        default -> BASE_BYTES + SECESSION_BYTES;
                    };
            if (length < 0 || body.limit() - PLAIN_BYTES - rest != length) {
                throw new Damage(FILE + ": what it holds is not of format " + block.version());
            }
            byte[] text = new byte[length];
            body.get(PLAIN_BYTES, text);
            int end = PLAIN_BYTES + length + BASE_BYTES;
            boolean seceded = block.version() == SECEDED;
            return new Content(
                    new Identity(
                            seceded ? body.getLong(end) : block.clusterId(),
                            new ServerId(body.getLong(0)),
                            block.incarnation(),
                            body.getLong(8),
                            new String(text, StandardCharsets.UTF_8)),
                    body.getLong(16),
                    body.getLong(24),
                    base(block, PLAIN_BYTES + length),
                    seceded
                            ? new Secession(
                                    block.clusterId(),
                                    body.getLong(end + 8),
                                    body.get(end + 16) != 0)
                            : null);
        }
    }

    static IdentityFile create(Disk disk, Identity identity) throws IOException {
        Content content = new Content(identity, 0, 0, null, null);
        Copies.create(disk, FILE, content.text(1));
        return new IdentityFile(disk, content, 1);
    }

    static IdentityFile of(Disk disk, Block block) throws Damage {
        return new IdentityFile(disk, Content.decode(block), block.sequence());
    }

    Content content() {
        return content;
    }

    /** Rewrites both copies durably, {@code first} (0 or 1) before the other. */
    void write(Content next, int first) throws IOException {
        Copies.rewrite(disk, FILE, first, next.text(sequence + 1));
        sequence++;
        content = next;
    }

    /**
     * Notes that segment {@code number} is named, and that {@code watermark} is durable; with it is
     * whatever a secession has put into the log.
     */
    void register(long number, long watermark) throws IOException {
        write(
                new Content(
                        content.identity(), number, watermark, content.base(), content.through()),
                0);
    }

    /** Notes where the journal begins, and that {@code watermark} is durable. */
    void forget(Base base, long watermark) throws IOException {
        write(
                new Content(
                        content.identity(),
                        content.lastSegment(),
                        watermark,
                        base,
                        content.secession()),
                0);
    }

    /** Where the journal begins. */
    Base base() {
        Base base = content.base();
        return base == null ? Base.NONE : base;
    }

    /** Notes that {@code watermark} is durable. */
    void prove(long watermark) throws IOException {
        register(content.lastSegment(), watermark);
    }
}
