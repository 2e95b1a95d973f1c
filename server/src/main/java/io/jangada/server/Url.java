package io.jangada.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One address of a member: {@code http://host:port}.
 *
 * @param text as the user wrote it, since member ids are derived from it
 * @param port 0 to 65535; 0 takes any free port, where something listens
 */
record Url(String text, String host, int port) {

    /** The addresses in a list with commas, in the order of their texts, as etcd keeps them. */
    static List<Url> list(String flag, String texts) throws CannotStart {
        List<Url> urls = new ArrayList<>();
        for (String text : texts.split(",", -1)) {
            urls.add(parse(flag, text.strip()));
        }
        urls.sort(Comparator.comparing(Url::text));
        return List.copyOf(urls);
    }

    private static Url parse(String flag, String text) throws CannotStart {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw malformed(flag, text);
        }
        if ("https".equals(uri.getScheme())) {
            throw new CannotStart("--" + flag + ": " + text + " asks for TLS, not supported yet");
        }
        boolean bare = uri.getRawPath() != null && uri.getRawPath().isEmpty();
        boolean extras = uri.getRawQuery() != null || uri.getRawFragment() != null;
        boolean address = uri.getHost() != null && uri.getPort() >= 0 && uri.getPort() <= 65535;
        if (!"http".equals(uri.getScheme()) || !address || !bare || extras) {
            throw malformed(flag, text);
        }
        return new Url(text, host(uri), uri.getPort());
    }

    /** Without the brackets of an IPv6 address. */
    private static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static CannotStart malformed(String flag, String text) {
        return new CannotStart(
                "--" + flag + ": \"" + text + "\" is not of the form http://host:port");
    }

    /** For listening: the host is looked up now. */
    InetSocketAddress resolve(String flag) throws CannotStart {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new CannotStart("--" + flag + ": the host of " + text + " is not known");
        }
        return address;
    }

    /** For connecting: the host is looked up each time. */
    InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    static List<String> texts(List<Url> urls) {
        return urls.stream().map(Url::text).toList();
    }

    /** The texts with commas between them, as on the command line. */
    static String join(List<Url> urls) {
        return String.join(",", texts(urls));
    }

    @Override
    public String toString() {
        return text;
    }
}
