package io.jangada.server.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Carries bytes between two ports of this machine, until a connection is cut. */
final class Proxy implements AutoCloseable {
    private static final int BUFFER = 1 << 14;

    private final ServerSocket server = new ServerSocket();
    private final int target;
    // Every connection has threads of its own; the list is guarded by itself.
    private final List<Connection> connections = new ArrayList<>();
    // Of how many bytes a piece has to be to be the last of its connection; set by the test.
    private final AtomicInteger lastPiece = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger lastPieces = new AtomicInteger();

    private record Connection(Socket in, Socket out) {
        void close() {
            try (in;
                    out) {
                // With the rest of what was on its way: a cut, not an orderly end.
                in.setSoLinger(true, 0);
                out.setSoLinger(true, 0);
            } catch (IOException gone) {
                // The other side was faster.
            }
        }

        /** What was carried arrives, and nothing comes back. */
        void closeBehind() {
            try (in;
                    out) {
                in.setSoLinger(true, 0);
            } catch (IOException gone) {
                // The other side was faster.
            }
        }
    }

    private Proxy(int port, int target) throws IOException {
        this.target = target;
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static Proxy start(int port, int target) {
        try {
            Proxy proxy = new Proxy(port, target);
            Thread.startVirtualThread(proxy::accept);
            return proxy;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException ended) {
                // Closed, or the member behind it is not there: the other one tries again.
            }
        }
    }

    private void connect(Socket in) throws IOException {
        Socket out = new Socket();
        Connection connection = new Connection(in, out);
        try {
            out.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            in.setTcpNoDelay(true);
            out.setTcpNoDelay(true);
        } catch (IOException absent) {
            connection.close();
            throw absent;
        }
        synchronized (connections) {
            connections.add(connection);
        }
        Thread.startVirtualThread(() -> carry(connection, in, out, true));
        Thread.startVirtualThread(() -> carry(connection, out, in, false));
    }

    private void carry(Connection connection, Socket from, Socket to, boolean inwards) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                output.write(buffer, 0, count);
                if (inwards && isLast(count)) {
                    connection.closeBehind();
                }
            }
        } catch (IOException ended) {
            // Cut by us or by a member.
        }
        connection.close();
        synchronized (connections) {
            connections.remove(connection);
        }
    }

    private boolean isLast(int count) {
        int bytes = lastPiece.get();
        boolean last = count >= bytes && lastPiece.compareAndSet(bytes, Integer.MAX_VALUE);
        lastPieces.addAndGet(last ? 1 : 0);
        return last;
    }

    /**
     * Carries one more piece of at least so many bytes to the member behind this, and then cuts the
     * connection that it came by, before anything is answered to it.
     */
    void cutBehind(int bytes) {
        lastPiece.set(bytes);
    }

    /** How many connections were cut behind a piece. */
    int cutsBehind() {
        return lastPieces.get();
    }

    /** Cuts one of the connections, if there is any. */
    boolean cut(Random random) {
        Connection chosen;
        synchronized (connections) {
            if (connections.isEmpty()) {
                return false;
            }
            chosen = connections.get(random.nextInt(connections.size()));
        }
        chosen.close();
        return true;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        synchronized (connections) {
            List.copyOf(connections).forEach(Connection::close);
        }
    }
}
