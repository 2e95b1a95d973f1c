package io.jangada.client;

/** The user asked for something that cannot be; the message says what, in {@link Text}. */
final class Mistake extends RuntimeException {

    private static final long serialVersionUID = 1;

    Mistake(String message) {
        super(message, null, false, false);
    }
}
