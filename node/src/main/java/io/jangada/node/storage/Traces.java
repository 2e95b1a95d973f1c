package io.jangada.node.storage;

import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * What segments tell of entries that the log has not come to, because of damage before them. None
 * of it is proven; it only says what is lost.
 */
final class Traces {
    /** The highest index of an entry; 0 if there is none. */
    private long last;

    /** The ordinals of the latest configuration that can be read, and of the latest one at all. */
    private long known;

    private long named;
    private @Nullable Members members;

    private Traces(long top, @Nullable Members members) {
        this.known = top;
        this.named = top;
        this.members = members;
    }

    /** Of {@code files}, which are segments; {@code replay} has come as far as it can. */
    static Traces of(Disk disk, Origin origin, List<String> files, Replay replay)
            throws IOException, Damage {
        Traces traces = new Traces(replay.top(), replay.members());
        for (String file : files) {
            Long number = Layout.number(file);
            if (number != null) {
                traces.read(disk, origin, number, replay.top() + 1);
            }
        }
        return traces;
    }

    private void read(Disk disk, Origin origin, long number, long near) throws IOException {
        Scan scan;
        try {
            scan = Scan.read(disk, Scan.head(disk, number, origin), origin, near);
        } catch (Damage | Block.Newer unreadable) {
            return; // nothing in it can be told from anything
        }
        for (Identifier found : scan.identifiers) {
            note(found.type(), found.ordinal(), found.index());
        }
        for (Scan.Found found : scan.records) {
            Header header = found.header();
            note(header.type(), header.ordinal(), header.index());
            boolean later = header.type() == Type.CONFIGURATION && header.ordinal() > known;
            if (later && found.whole()) {
                try {
                    members = Codec.decodeMembers(scan.payload(header));
                    known = header.ordinal();
                } catch (Malformed none) {
                    named = Math.max(named, header.ordinal()); // and so it hides
                }
            }
        }
    }

    private void note(Type type, long ordinal, long index) {
        last = type.isEntry() ? Math.max(last, index) : last;
        named = type == Type.CONFIGURATION ? Math.max(named, ordinal) : named;
    }

    long last() {
        return last;
    }

    /** The latest configuration that can be read; null if there is none. */
    @Nullable Members members() {
        return members;
    }

    /** Whether there was a later one. */
    boolean hides() {
        return named > known;
    }
}
