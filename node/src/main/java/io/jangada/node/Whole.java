package io.jangada.node;

import io.jangada.raft.Bytes;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The whole replicated state of a member as one image: what the state machine gives, behind a head
 * of a version byte (1), the bytes and the entries since the last mark (8 bytes each, big-endian)
 * and the duplicates table as {@link Origins#encode} has it.
 */
final class Whole {
    private static final int VERSION = 1;
    private static final int FIXED = 17;

    private Whole() {}

    static Image image(Marks marks, Origins origins, Image machine) {
        Bytes table = origins.encode();
        ByteBuffer head = ByteBuffer.allocate(FIXED + table.size());
        head.put((byte) VERSION).putLong(marks.bytes()).putLong(marks.entries());
        table.writeTo(head);
        return Image.behind(Bytes.owned(head.array()), machine);
    }

    /**
     * {@code marks} and {@code table} are given what the image has just before the machine has its
     * new state.
     */
    static Loader loader(Loader machine, Marks marks, Consumer<Origins> table) {
        return Loader.behind(
                head -> {
                    ByteBuffer fields = head.buffer();
                    if (head.size() < FIXED || fields.get() != VERSION) {
                        throw new IllegalArgumentException("an image of an unknown version");
                    }
                    long bytes = fields.getLong();
                    long entries = fields.getLong();
                    table.accept(Origins.decode(head.slice(FIXED, head.size())));
                    marks.restore(bytes, entries);
                },
                machine);
    }
}
