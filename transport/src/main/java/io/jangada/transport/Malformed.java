package io.jangada.transport;

/** What arrived is not in our format; the message says in one line what is wrong with it. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
        // Thrown at what a stranger sends, so it costs no stack trace.
        super(what, null, false, false);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
