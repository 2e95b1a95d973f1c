package io.jangada.rules.bad;

/** Ends the JVM, which only the process may decide. */
public final class Halting {
    public void exit() {
        System.exit(1);
    }

    public void halt() {
        Runtime.getRuntime().halt(1);
    }
}
