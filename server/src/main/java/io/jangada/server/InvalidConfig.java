package io.jangada.server;

/** Something that was asked for at start cannot be; the message is one sentence for the user. */
final class InvalidConfig extends Exception {
    private static final long serialVersionUID = 1;

    InvalidConfig(String sentence) {
        super(sentence);
    }
}
