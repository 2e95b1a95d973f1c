package io.jangada.kv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a transaction will do: the branch that its compares chose, and the same of every nested
 * transaction on it. All compares of the tree look at the store as it was before.
 */
record Plan(boolean succeeded, List<Operation> operations, List<Plan> nested) {

    static Plan of(Txn txn, View before) {
        boolean succeeded = txn.compares().stream().allMatch(before::holds);
        List<Operation> operations = succeeded ? txn.success() : txn.failure();
        List<Plan> nested = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Txn inner) {
                nested.add(of(inner, before));
            }
        }
        return new Plan(succeeded, operations, nested);
    }

    /** What {@code rule} first refuses on the chosen path, in the order of execution; or null. */
    @Nullable Refusal check(Function<Operation, @Nullable Refusal> rule) {
        int next = 0;
        for (Operation operation : operations) {
            Refusal refusal =
                    operation instanceof Txn
                            ? nested.get(next++).check(rule)
                            : rule.apply(operation);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Carries out the chosen path; {@code step} never gets a transaction. */
    Result.TxnResult run(Function<Operation, Result.Answer> step, LongSupplier revision) {
        List<Result.Answer> answers = new ArrayList<>(operations.size());
        int next = 0;
        for (Operation operation : operations) {
            answers.add(
                    operation instanceof Txn
                            ? nested.get(next++).run(step, revision)
                            : step.apply(operation));
        }
        return new Result.TxnResult(revision.getAsLong(), succeeded, List.copyOf(answers));
    }

    /** The oldest revision that the chosen path reads, at most {@code current}. */
    long oldestRead(long current) {
        long oldest = current;
        for (Operation operation : operations) {
            if (operation instanceof Range range && range.revision() > 0) {
                oldest = Math.min(oldest, range.revision());
            }
        }
        return oldest;
    }
}
