package io.jangada.rules;

/** One place that breaks a rule; the line counts from 1. */
record Violation(String file, int line, String what) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + what;
    }
}
