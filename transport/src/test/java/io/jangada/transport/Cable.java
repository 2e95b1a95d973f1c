package io.jangada.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A port that leads to another, until it is cut or swallows everything. */
final class Cable implements AutoCloseable {
    private final ServerSocket listener;
    private final int to;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean swallows;

    Cable(int to) throws IOException {
        this.to = to;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From here on nothing passes, in either direction, and nobody is told. */
    void swallow() {
        swallows = true;
    }

    /** Resets the connections that are open. */
    void cut() throws IOException {
        for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            try (Socket end = socket) {
                end.setSoLinger(true, 0);
            } catch (SocketException _) {
                // Its pump has closed it, since the other end is cut.
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket in = listener.accept();
                sockets.add(in);
                Socket out = new Socket(InetAddress.getLoopbackAddress(), to);
                sockets.add(out);
                Thread.ofVirtual().start(() -> pump(in, out));
                Thread.ofVirtual().start(() -> pump(out, in));
            }
        } catch (IOException _) {
            // Closed, or the other end is not there.
        }
    }

    private void pump(Socket from, Socket target) {
        try (from;
                target) {
            InputStream in = from.getInputStream();
            OutputStream out = target.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (!swallows) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException _) {
            // Cut.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
