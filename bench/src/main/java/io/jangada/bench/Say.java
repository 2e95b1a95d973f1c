package io.jangada.bench;

import java.util.Locale;

/** What all benchmarks say in the same way. */
final class Say {
    private Say() {}

    /** What is done now; not part of what was measured. */
    static void progress(String what) {
        System.err.println("bench: " + what);
    }

    static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
