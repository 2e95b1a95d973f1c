package io.jangada.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The three streams of a command, in {@link Text} with one char per byte. */
record Console(InputStream in, OutputStream stdout, OutputStream stderr) {

    /** Writes text that has its own line ends. */
    void out(String text) {
        write(stdout, text);
    }

    void err(String text) {
        write(stderr, text);
    }

    private static void write(OutputStream stream, String text) {
        try {
            stream.write(text.getBytes(ISO_8859_1));
            stream.flush();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** All that is left of the standard input. */
    String rest() {
        try {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One line, without blanks around it. An input that ends before its line does is an error. */
    String line() {
        StringBuilder line = new StringBuilder();
        try {
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new Mistake("EOF");
                }
                line.append((char) next);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return line.toString().strip();
    }
}
