package io.jangada.server.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below those that the system gives to outgoing connections, so that nobody gets one
 * between our look and its use.
 */
final class Ports {
    private static final int FIRST = 13_000;
    private static final int LAST = 31_000;

    private Ports() {}

    static List<Integer> free(int count) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = range(1);
            if (!ports.contains(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    /** The first of {@code count} free ports in a row. */
    static int range(int count) {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            boolean free = true;
            for (int port = first; port < first + count; port++) {
                free &= isFree(port);
            }
            if (free) {
                return first;
            }
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
