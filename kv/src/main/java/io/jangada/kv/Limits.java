package io.jangada.kv;

/**
 * The bounds that one member proposes commands under. They need not be the same on all members:
 * whatever of them decides the outcome of a command travels with the command.
 *
 * @param quotaBytes at this many {@link Store#bytes} writes are refused; positive
 * @param operationsMax the most compares or operations in one list of a transaction; positive
 */
public record Limits(long quotaBytes, int operationsMax) {

    public Limits {
        if (quotaBytes <= 0) {
            throw new IllegalArgumentException("quotaBytes must be positive: " + quotaBytes);
        }
        if (operationsMax <= 0) {
            throw new IllegalArgumentException("operationsMax must be positive: " + operationsMax);
        }
    }
}
