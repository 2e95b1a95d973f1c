package io.jangada.sim.history;

import io.jangada.sim.chance.Choice;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Random small histories of one store, and the same with something wrong in them. */
final class Histories {
    private static final List<String> KEYS = List.of("a", "b");

    private final Choice choice;
    private final boolean transactions;
    private WholeStore.State state = new WholeStore(List.of()).first();
    final List<Commit> commits = new ArrayList<>();

    Histories(Choice choice, boolean transactions) {
        this.choice = choice;
        this.transactions = transactions;
    }

    /** Operations take effect at 10, 20, 30…, and are under way for up to 25 around it. */
    History good(int operations, double unknown) {
        List<Operation> made = new ArrayList<>();
        for (int i = 1; i <= operations; i++) {
            long at = 10L * i;
            long invoked = at - choice.below(25);
            Request request = request(i);
            if (choice.happens(unknown)) {
                if (choice.happens(0.6)) {
                    answer(request);
                }
                made.add(Operation.unknown(i, request, invoked));
            } else {
                Response response = answer(request);
                made.add(Operation.answered(i, request, invoked, at + choice.below(25), response));
            }
        }
        return new History(made);
    }

    private Request request(int number) {
        String key = key();
        return switch (choice.below(transactions ? 6 : 4)) {
            case 0, 1 -> new Request.Put(key, value());
            case 2 -> new Request.Get(key);
            case 3 -> new Request.Delete(key);
            default ->
                    new Request.Txn(
                            List.of(condition(key)),
                            number % 3 == 0
                                    ? List.of()
                                    : List.of(
                                            new Request.Put("a", value()),
                                            new Request.Put("b", value())),
                            KEYS);
        };
    }

    private Condition condition(String key) {
        return choice.happens(0.5)
                ? new Condition.Modified(key, choice.below(4))
                : new Condition.Valued(key, value());
    }

    private String key() {
        return KEYS.get(choice.below(2));
    }

    /** So few that values come back. */
    private String value() {
        return String.valueOf(choice.below(3));
    }

    private Response answer(Request request) {
        Response response = Sequential.answer(request, state::key, state.revision());
        Operation done = Operation.answered(0, request, 0, 0, response);
        WholeStore.State next = new WholeStore(List.of()).next(state, done);
        if (next != null && !next.equals(state)) {
            commits.add(new Commit(next.revision(), request.changes()));
            state = next;
        }
        return response;
    }

    /** The same history with one thing changed, which may or may not matter. */
    History spoiled(History history) {
        List<Operation> operations = new ArrayList<>(history.operations());
        int place = choice.below(operations.size());
        Operation operation = operations.get(place);
        Response response = operation.response();
        Operation other = response == null ? null : spoiled(operation, response);
        operations.set(
                place,
                other == null
                        ? Operation.failed(operation.client(), operation.request(), 0)
                        : other);
        return new History(operations);
    }

    private @Nullable Operation spoiled(Operation operation, Response response) {
        Request request = operation.request();
        long invoked = operation.invoked();
        long returned = operation.returned();
        long shift = choice.below(60) - 30L;
        int client = operation.client();
        return switch (choice.below(5)) {
            case 0 ->
                    Operation.answered(
                            client, request, invoked + shift, returned + shift, response);
            case 1 -> Operation.unknown(client, request, invoked);
            case 2 ->
                    Operation.answered(client, request, invoked, returned, otherRevision(response));
            case 3 -> Operation.answered(client, request, invoked, returned, otherReads(response));
            default -> null;
        };
    }

    private Response otherRevision(Response response) {
        long revision = response.revision() + (choice.happens(0.5) ? 1 : -1);
        return new Response(revision, response.succeeded(), response.deleted(), response.reads());
    }

    private Response otherReads(Response response) {
        List<Read> reads =
                response.reads().stream()
                        .map(read ->
                                choice.happens(0.3)
                                        ? Read.absent(read.key())
                                        : new Read(read.key(), value(), 2 + choice.below(4)))
                        .toList();
        return new Response(
                response.revision(),
                response.succeeded() || choice.happens(0.5),
                response.deleted(),
                reads);
    }
}
