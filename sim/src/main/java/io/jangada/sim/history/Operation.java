package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

/**
 * One request of one client. Times are of one clock that all clients share; two events of the same
 * time count as concurrent.
 */
public record Operation(int client, Request request, long invoked, Outcome outcome) {
    /** Nothing is answered before it was asked. */
    public Operation {
        if (outcome instanceof Outcome.Answered answered && answered.at() < invoked) {
            throw new IllegalArgumentException("%s at %d".formatted(answered, invoked));
        }
    }

    /** An operation that was answered. */
    public static Operation answered(
            int client, Request request, long invoked, long returned, Response response) {
        return new Operation(client, request, invoked, new Outcome.Answered(returned, response));
    }

    /** An operation whose effect is not known. */
    public static Operation unknown(int client, Request request, long invoked) {
        return new Operation(client, request, invoked, new Outcome.Unknown());
    }

    /** An operation that certainly had no effect. */
    public static Operation failed(int client, Request request, long invoked) {
        return new Operation(client, request, invoked, new Outcome.Failed());
    }

    /** When it was answered; the end of time if it was not. */
    public long returned() {
        return outcome instanceof Outcome.Answered answered ? answered.at() : Long.MAX_VALUE;
    }

    /** What was answered, if anything was. */
    public @Nullable Response response() {
        return outcome instanceof Outcome.Answered answered ? answered.response() : null;
    }

    /** Whether it may have changed the store without its client's knowledge. */
    boolean unknownChange() {
        return outcome instanceof Outcome.Unknown && !request.changes().isEmpty();
    }

    @Override
    public String toString() {
        String asked = "client " + client + " " + request;
        return switch (outcome) {
            case Outcome.Answered answered ->
                    "%s in [%d, %d] -> %s"
                            .formatted(asked, invoked, answered.at(), answered.response());
            case Outcome.Unknown _ -> "%s in [%d, ?]".formatted(asked, invoked);
            case Outcome.Failed _ -> "%s at %d, failed".formatted(asked, invoked);
        };
    }
}
