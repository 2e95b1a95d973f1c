package io.jangada.sim.history;

import java.util.List;

/** Everything that the clients of one store asked, in any order. The store began empty. */
public record History(List<Operation> operations) {
    /** The revision of a store that nobody has changed, as in etcd. */
    public static final long FIRST_REVISION = 1;

    /** Keeps a copy. */
    public History {
        operations = List.copyOf(operations);
    }
}
