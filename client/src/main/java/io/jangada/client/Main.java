package io.jangada.client;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Where the command line starts. Interrupting it ends it with status 130. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Loading Netty's native transport takes a fifth of a short command's time.
        System.setProperty("io.grpc.netty.shaded.io.netty.transport.noNative", "true");
        Console console =
                new Console(
                        new BufferedInputStream(System.in),
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err));
        int status = Ctl.run(Arguments.of(arguments), System.getenv(), console);
        Runtime.getRuntime().halt(status);
    }
}
