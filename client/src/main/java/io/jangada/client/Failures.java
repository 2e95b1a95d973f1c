package io.jangada.client;

import io.grpc.Status;
import io.jangada.client.retry.Decision.Outcome;
import io.jangada.client.retry.Failure;

import java.util.Objects;

/** What a gRPC status means: first for the policy, then for the caller. */
final class Failures {

    private static final String SERVER = "etcdserver: ";
    private static final String REQUEST_TOO_LARGE = "grpc: received message larger than max";
    private static final String NOT_LEADER = "etcdserver: not leader";

    private Failures() {}

    /** {@code sent} is false only when it is certain that nothing was sent. */
    static Failure of(Status status, boolean sent) {
        return switch (status.getCode()) {
            case UNAVAILABLE -> sent ? Failure.UNAVAILABLE : Failure.NOT_SENT;
            case DEADLINE_EXCEEDED -> sent ? Failure.SLOW : Failure.NOT_SENT;
            case RESOURCE_EXHAUSTED -> exhausted(status, sent);
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    UNAUTHENTICATED ->
                    Failure.REFUSED;
            case OK, CANCELLED, UNKNOWN, ABORTED, INTERNAL, DATA_LOSS -> Failure.BROKEN;
        };
    }

    /**
     * The server's own words refuse. gRPC uses the same code for a connection that the other side
     * closed because of too much traffic, with calls under way whose fate nobody knows, and for an
     * answer that is too large.
     */
    private static Failure exhausted(Status status, boolean sent) {
        String text = Objects.requireNonNullElse(status.getDescription(), "");
        if (text.startsWith(SERVER) || text.startsWith(REQUEST_TOO_LARGE)) {
            return Failure.REFUSED;
        }
        if (text.contains("ENHANCE_YOUR_CALM")) {
            return sent ? Failure.UNAVAILABLE : Failure.NOT_SENT;
        }
        return Failure.BROKEN;
    }

    static CallException exception(
            Outcome outcome, Failure failure, Status status, String endpoint) {
        String code = status.getCode().name();
        String text = Objects.requireNonNullElse(status.getDescription(), code);
        String message = text.startsWith(SERVER) ? text : endpoint + ": " + text + cause(status);
        if (outcome == Outcome.UNKNOWN) {
            return new CallException.OutcomeUnknown(code, message);
        }
        return switch (failure) {
            case SLOW -> new CallException.TimedOut(message);
            case NOT_SENT ->
                    status.getCode() == Status.Code.DEADLINE_EXCEEDED
                            ? new CallException.TimedOut(message)
                            : new CallException.Failed(code, message);
            case REFUSED, BROKEN, UNAVAILABLE ->
                    text.equals(NOT_LEADER)
                            ? new CallException.NotLeader(code, message)
                            : new CallException.Failed(code, message);
        };
    }

    /** Why there is no connection, which gRPC keeps in the cause's causes. */
    private static String cause(Status status) {
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    }
}
