package io.jangada.bench.micro;

import io.jangada.node.storage.Disk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Lane;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Payload;
import io.jangada.node.storage.Recovery;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;

import java.io.IOException;
import java.util.List;

/**
 * A new journal whose lanes all run on the calling thread, in turn. A member makes the next
 * segments ready on a thread of its own; here their zeros are part of what is measured.
 */
final class Appending implements AutoCloseable, Journal.Listener {
    private final Journal journal;
    private long write;
    private long durable;
    private long last;
    private boolean prepare;

    Appending(Disk disk) throws IOException {
        Identity identity = Identity.expected(1, new ServerId(1), 1, "bench");
        journal =
                switch (Recovery.open(disk, identity, true, Limits.DEFAULT)) {
                    case Opening.Recovered recovered -> recovered.journal();
                    case Opening.Refused(String reason) -> throw new IOException(reason);
                };
        journal.start(this, System::nanoTime);
        prepare();
    }

    private void prepare() {
        while (prepare) {
            prepare = journal.turn(Lane.PREPARE);
        }
    }

    /** Appends one batch and returns when it is durable. */
    long append(List<Payload> payloads, Sizes sizes) {
        write++;
        journal.append(write, Entries.of(last + 1, 1, sizes), payloads, false);
        while (durable < write) {
            journal.turn(Lane.APPEND);
            prepare();
        }
        last += payloads.size();
        return last;
    }

    @Override
    public void persisted(long newDurable) {
        durable = newDurable;
    }

    @Override
    public void saved(HardState hardState) {}

    @Override
    public void failed(String what, Throwable cause) {
        throw new IllegalStateException(what, cause);
    }

    @Override
    public void due(Lane lane) {
        prepare |= lane == Lane.PREPARE;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
