package io.jangada.server.etcd;

import io.jangada.kv.Command;
import io.jangada.kv.Operation;
import io.jangada.kv.Put;
import io.jangada.kv.Result;
import io.jangada.kv.Store;
import io.jangada.kv.Txn;
import io.jangada.node.Outcome;
import io.jangada.node.ReadOutcome;
import io.jangada.raft.ServerId;
import io.jangada.raft.Status;
import java.util.List;
import java.util.function.Consumer;

/** This member's copy of the database, and the way to change all copies. Used by any thread. */
public final class Replica {
    public long clusterId() { return 0; }
    public ServerId self() { return new ServerId(1); }
    public long term() { return 0; }
    public Status status() { throw new UnsupportedOperationException(); }
    public Store store() { throw new UnsupportedOperationException(); }
    public Roster roster() { throw new UnsupportedOperationException(); }
    public boolean isFull() { return false; }
    public long bytes() { return 1; }
    public long bytesInUse() { return 1; }
    public long quotaBytes() { return 1; }
    public void propose(Command command, Consumer<Outcome<Result>> then) { throw new UnsupportedOperationException(); }
    public void read(Consumer<ReadOutcome> then) { throw new UnsupportedOperationException(); }
    static boolean grows(Command command) {
        return command instanceof Put || (command instanceof Txn txn && (puts(txn.success()) || puts(txn.failure())));
    }
    private static boolean puts(List<Operation> operations) {
        return operations.stream().anyMatch(operation -> operation instanceof Put || (operation instanceof Txn txn && grows(txn)));
    }
}
