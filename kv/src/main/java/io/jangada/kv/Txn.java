package io.jangada.kv;

import java.util.List;

/**
 * If all compares hold then {@code success} else {@code failure}, in order and in one revision.
 * Answered by {@link Result.TxnResult}.
 */
public record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure)
        implements Command, Operation {

    public Txn {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    /**
     * Whether both branches only read, so that {@link Store#txn} answers it without a log entry. A
     * nested transaction counts as a write, whatever it holds.
     */
    public boolean isReadOnly() {
        return success.stream().allMatch(Range.class::isInstance)
                && failure.stream().allMatch(Range.class::isInstance);
    }
}
