package io.jangada.server;

import io.jangada.node.Stop;

import org.jspecify.annotations.Nullable;

/** Ends the process when the member cannot go on: one line, and not a step further. */
final class Halt implements Stop {
    /** The exit status of a member that stopped because its world, or an invariant, broke. */
    static final int STATUS = 2;

    /** The exit status of a member that was removed from its cluster. */
    static final int REMOVED = 3;

    @Override
    @SuppressWarnings("SystemOut")
    public void fatal(String reason, @Nullable Throwable cause) {
        System.err.println(line(reason, cause));
        System.err.flush();
        Runtime.getRuntime().halt(STATUS);
    }

    @Override
    @SuppressWarnings("SystemOut")
    public void removed(String why) {
        System.err.println("jangada: " + why + "; its data directory can be deleted");
        System.err.flush();
        Runtime.getRuntime().halt(REMOVED);
    }

    /** What happened and, where it does not say so already, what the system said about it. */
    static String line(String reason, @Nullable Throwable cause) {
        String said = cause == null ? null : cause.getMessage();
        String why = said == null || reason.contains(said) ? reason : reason + ": " + said;
        return "jangada: fatal: " + why.replaceAll("\\s+", " ");
    }
}
