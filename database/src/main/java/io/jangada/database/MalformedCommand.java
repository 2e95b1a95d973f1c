package io.jangada.database;

/**
 * A log entry that is no command known here: it comes from a newer version, or is not what was
 * written. A member that cannot apply what the others apply must stop, so nobody catches this.
 */
public final class MalformedCommand extends RuntimeException {

    private static final long serialVersionUID = 1;

    MalformedCommand(String what) {
        super("malformed command: " + what);
    }
}
