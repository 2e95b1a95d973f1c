package io.jangada.server.it;

import java.nio.file.Path;
import java.util.List;

/** How the packaged program is started. */
final class Jangada {
    private Jangada() {}

    /** {@code jangada server}, small and quick to start; flags follow. */
    static List<String> server() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djangada.stopAtEndOfInput=true",
                "-cp",
                classPath(),
                "io.jangada.server.Main",
                "server");
    }

    /** The launcher at the root of the clone. */
    static Path launcher() {
        return Path.of("..", "jangada").toAbsolutePath().normalize();
    }

    private static String classPath() {
        Path target = Path.of("target").toAbsolutePath();
        return target.resolve("server-0.3.0.jar") + ":" + target.resolve("lib") + "/*";
    }
}
