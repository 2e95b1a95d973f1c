package io.jangada.node.storage;

/** The member must not start; the message is the reason. */
final class Damage extends Exception {
    private static final long serialVersionUID = 1;

    Damage(String reason) {
        super(reason);
    }
}
