package io.jangada.client;

/**
 * A call did not succeed. The subclass says what may be believed about its effect; {@link #code} is
 * the gRPC status name such as {@code OUT_OF_RANGE}, the message is the server's own text where a
 * server answered.
 */
public abstract sealed class CallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;

    private CallException(String code, String message) {
        super(message, null, false, true);
        this.code = code;
    }

    /** The gRPC status name, in capitals. */
    public final String code() {
        return code;
    }

    /** A server refused the call, or none could be asked: it had no effect and never will have. */
    public static final class Failed extends CallException {
        private static final long serialVersionUID = 1;

        Failed(String code, String message) {
            super(code, message);
        }
    }

    /** Refused because only the leader can do it, and another server was asked: no effect. */
    public static final class NotLeader extends CallException {
        private static final long serialVersionUID = 1;

        NotLeader(String code, String message) {
            super(code, message);
        }
    }

    /** No answer in time, and nothing that matters was done: a read, or a write never sent. */
    public static final class TimedOut extends CallException {
        private static final long serialVersionUID = 1;

        TimedOut(String message) {
            super("DEADLINE_EXCEEDED", message);
        }
    }

    /**
     * A write was sent and no clear answer came: it may have had its effect, or may have it later.
     * Read before writing again.
     */
    public static final class OutcomeUnknown extends CallException {
        private static final long serialVersionUID = 1;

        OutcomeUnknown(String code, String message) {
            super(code, message);
        }
    }
}
