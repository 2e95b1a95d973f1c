package io.jangada.server;

import io.jangada.node.Stop;

import org.jspecify.annotations.Nullable;

/** Ends the process when the member cannot go on: one line, and not a step further. */
final class Halt implements Stop {
    /** The exit status of a member that stopped because its world, or an invariant, broke. */
    static final int STATUS = 2;

    @Override
    @SuppressWarnings("SystemOut")
    public void fatal(String reason, @Nullable Throwable cause) {
        System.err.println(line(reason, cause));
        System.err.flush();
        Runtime.getRuntime().halt(STATUS);
    }

    /** What happened and, where it does not say so already, what the system said about it. */
    static String line(String reason, @Nullable Throwable cause) {
        String said = cause == null ? null : cause.getMessage();
        String why = said == null || reason.contains(said) ? reason : reason + ": " + said;
        return "jangada: fatal: " + why.replaceAll("\\s+", " ");
    }
}
