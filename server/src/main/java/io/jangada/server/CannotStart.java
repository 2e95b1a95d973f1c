package io.jangada.server;

/** What was asked for at start cannot be; the message is one sentence for the user. */
final class CannotStart extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    CannotStart(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** When something below could not be used, for the reason that {@code cause} gives. */
    CannotStart(String what, Throwable cause) {
        this(what + ": " + reason(cause));
    }

    String sentence() {
        return sentence;
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable root = cause == null ? thrown : cause;
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
