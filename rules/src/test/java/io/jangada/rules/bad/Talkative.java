package io.jangada.rules.bad;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.logging.Logger;

/** Opens sockets and prints. */
public final class Talkative {
    public @Nullable URI address() {
        return null;
    }

    public @Nullable SocketChannel socket() {
        return null;
    }

    public @Nullable Logger otherLog() {
        return null;
    }

    public void print() {
        System.out.println("hello");
    }

    public void printError() {
        System.err.println("hello");
    }

    public void printTrace(Exception failure) {
        failure.printStackTrace();
    }
}
