package io.jangada.node;

import io.jangada.raft.Codec;
import io.jangada.raft.Entries;
import io.jangada.raft.Members;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Snapshot;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A number that tells whether a replay ordered the same. Made of every field by itself, since the
 * hash codes of enums differ from one process to the next and those of records may.
 */
final class OutputHash {
    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    private long hash;

    private OutputHash() {}

    static int of(List<Output> outputs) {
        OutputHash hash = new OutputHash();
        for (Output output : outputs) {
            hash.add(output);
        }
        return Long.hashCode(hash.hash);
    }

    private void add(Output output) {
        switch (output) {
            case Output.SaveHardState(var hardState) -> {
                add(1, hardState.currentTerm());
                add(hardState.votedFor());
            }
            case Output.Append(long write, Entries entries, boolean truncates, boolean noop) -> {
                add(2, write);
                add(truncates ? 1 : 0, noop ? 1 : 0);
                add(entries);
            }
            case Output.Send(var to, var message) -> {
                add(3, to.value());
                add(Codec.encode(message).hashCode());
            }
            case Output.Commit(long index) -> add(4, index);
            case Output.ReadReady(long ticket, long index) -> {
                add(5, ticket);
                add(index);
            }
            case Output.Refuse(long ticket, var why) -> {
                add(6, ticket);
                add(why.name().hashCode());
            }
            case Output.Changed(var standing, long term, var leader) -> {
                add(7, term);
                add(standing.name().hashCode());
                add(leader);
            }
            case Output.Reconfigured(Members members) -> {
                add(11);
                add(members);
            }
            case Output.ChangeEnded(long ticket, boolean done) -> {
                add(12, ticket);
                add(done ? 1 : 0);
            }
            case Output.TransferEnded(long ticket, boolean done) -> {
                add(8, ticket);
                add(done ? 1 : 0);
            }
            case Output.FetchSnapshot(var from, Snapshot snapshot) -> {
                add(9, from.value());
                add(snapshot);
            }
            case Output.Restore(long write, Snapshot snapshot) -> {
                add(10, write);
                add(snapshot);
            }
        }
    }

    private void add(Snapshot snapshot) {
        add(snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm());
        add(snapshot.members());
    }

    private void add(Members members) {
        add(Codec.encode(members).hashCode());
    }

    private void add(Entries entries) {
        add(entries.first(), entries.count());
        for (long index = entries.first(); index <= entries.last(); index++) {
            add(entries.term(index), entries.size(index));
        }
        entries.configurations()
                .forEach((index, members) -> {
                    add(index);
                    add(members);
                });
    }

    private void add(@Nullable ServerId server) {
        add(server == null ? 0 : server.value());
    }

    private void add(long kind, long value) {
        add(kind);
        add(value);
    }

    private void add(long value) {
        hash = (Long.rotateLeft(hash, 23) ^ value) * PRIME;
    }
}
