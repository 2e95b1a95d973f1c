package io.jangada.server;

/** What was asked for at start cannot be; the message is one sentence for the user. */
final class CannotStart extends Exception {
    private static final long serialVersionUID = 1;

    CannotStart(String sentence) {
        super(sentence);
    }
}
