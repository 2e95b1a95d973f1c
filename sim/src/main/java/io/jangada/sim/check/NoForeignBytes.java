package io.jangada.sim.check;

import io.jangada.node.Frame;
import io.jangada.raft.Entries;
import io.jangada.raft.Message;

import org.jspecify.annotations.Nullable;

/** Bytes that are sent are those of the entry as it was first appended: damage never spreads. */
final class NoForeignBytes extends Invariant {
    NoForeignBytes() {
        super("I20");
    }

    @Override
    @Nullable String sent(Sight sight, Shadow server, Frame frame) {
        if (!(frame.message() instanceof Message.AppendEntries append)) {
            return null;
        }
        Entries entries = append.entries();
        for (int i = 0; i < entries.count(); i++) {
            long index = entries.first() + i;
            Ledger.Entry known = sight.ledger().entry(index, entries.term(index));
            if (known == null || known.content() != Ledger.content(frame.payloads().get(i))) {
                return "%s sends bytes of entry %d of term %d that are not its own"
                        .formatted(server, index, entries.term(index));
            }
        }
        return null;
    }
}
