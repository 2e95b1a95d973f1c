package io.jangada.client;

/** What this program calls itself. */
final class Version {

    /** The version of the build. */
    static final String NUMBER = "0.3.0";

    /** The API that it speaks. */
    private static final String API = "3.6";

    static final String TEXT = "jangada version: " + NUMBER + "\nAPI version: " + API + "\n";

    private Version() {}
}
