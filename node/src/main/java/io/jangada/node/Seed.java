package io.jangada.node;

import io.jangada.node.storage.Disk;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Journal;
import io.jangada.node.storage.Limits;
import io.jangada.node.storage.Opening;
import io.jangada.node.storage.Recovery;
import io.jangada.node.storage.Snapshots;
import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;

import java.io.IOException;

/**
 * Makes the directory of a member that begins with a state instead of nothing: its log begins
 * behind a snapshot of index and term 1. All members of a new cluster are given the same state and
 * the same configuration, as if each had applied one entry that all had acknowledged.
 */
public final class Seed {
    private static final long INDEX = 1;
    private static final long TERM = 1;

    private Seed() {}

    /**
     * Writes a new directory and closes {@code disk} and {@code state}. Until it returns, the
     * directory is not to be started on: it may be that of a member with nothing.
     *
     * @param state as the state machine's loader takes it
     * @throws IOException if the directory is not new, or cannot be written
     */
    public static void sow(Disk disk, Identity identity, Members members, Image state)
            throws IOException {
        boolean alone = members.all().size() == 1;
        try (Image whole = Whole.image(new Marks(SnapshotPolicy.DEFAULT), new Origins(), state)) {
            switch (Recovery.open(disk, identity, alone, Limits.DEFAULT)) {
                case Opening.Refused(String reason) -> throw new IOException(reason);
                case Opening.Recovered recovered -> {
                    try (Journal journal = recovered.journal()) {
                        if (recovered.identity().bootEpoch() > 1) {
                            throw new IOException("there is a member already");
                        }
                        new Sowing(journal).write(Codec.encode(members), whole);
                    }
                }
            }
        }
    }

    /** Of a journal of which nothing but its snapshots is used. */
    private static final class Sowing implements Journal.Listener {
        private final Snapshots files;
        private String failure = "the disk failed";

        Sowing(Journal journal) {
            journal.start(this, () -> 0);
            this.files = journal.snapshots();
        }

        void write(Bytes members, Image whole) throws IOException {
            check(files.begin(INDEX, TERM, members));
            for (Bytes piece = whole.next(); piece != null; piece = whole.next()) {
                check(files.add(piece));
            }
            check(files.finish());
            // Forced, read again, and only then named; then there is nothing more to do.
            while (check(files.turn()) == Snapshots.Outcome.MORE) {}
        }

        private Snapshots.Outcome check(Snapshots.Outcome outcome) throws IOException {
            return switch (outcome) {
                case MORE, DONE -> outcome;
                case NO_SPACE -> throw new IOException("the disk has no room");
                case BAD, FAILED -> throw new IOException(failure);
            };
        }

        @Override
        public void persisted(long write) {}

        @Override
        public void saved(HardState hardState) {}

        @Override
        public void failed(String what, Throwable cause) {
            failure = what + ": " + cause.getMessage();
        }
    }
}
