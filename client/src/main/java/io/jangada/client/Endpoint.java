package io.jangada.client;

/**
 * Where a server listens: a host and a port, written {@code host:port} or {@code http://host:port},
 * with IPv6 addresses in brackets.
 *
 * @param text as it was written, for messages
 */
record Endpoint(String text, String host, int port) {

    private static final int PORT_DEFAULT = 2379;

    static Endpoint parse(String text) {
        String rest = text.strip();
        if (rest.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "endpoint " + text + ": TLS is not supported yet, use http://");
        }
        if (rest.startsWith("http://")) {
            rest = rest.substring("http://".length());
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int colon =
                rest.startsWith("[") ? rest.indexOf(':', rest.indexOf(']') + 1) : rest.indexOf(':');
        String host = colon < 0 ? rest : rest.substring(0, colon);
        int port = colon < 0 ? PORT_DEFAULT : port(text, rest.substring(colon + 1));
        if (host.isEmpty() || host.contains("/") || host.contains(" ")) {
            throw new IllegalArgumentException("endpoint \"" + text + "\": no host");
        }
        return new Endpoint(text, host, port);
    }

    private static int port(String text, String digits) {
        int port;
        try {
            port = Integer.parseInt(digits);
        } catch (NumberFormatException notANumber) {
            port = -1;
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "endpoint \""
                            + text
                            + "\": \""
                            + digits
                            + "\" is not a port, expecting 1 to 65535");
        }
        return port;
    }
}
