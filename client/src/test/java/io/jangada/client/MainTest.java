package io.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.jangada.client.FakeServer.Behaviour.Answer;
import io.jangada.client.FakeServer.Behaviour.Hang;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** The command line as a process of its own. */
@EnabledOnOs(OS.LINUX)
final class MainTest {

    @TempDir private Path directory;

    /** In the C locale, where Java itself cannot read such arguments. */
    private Process start(FakeServer server, String arguments) throws Exception {
        Path script = directory.resolve("script");
        Files.writeString(
                script,
                "exec '%s/bin/java' -XX:+UseSerialGC -cp '%s' io.jangada.client.Main %s"
                        .formatted(
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path"),
                                arguments),
                ISO_8859_1);
        ProcessBuilder builder =
                new ProcessBuilder("sh", script.toString())
                        .redirectOutput(directory.resolve("out").toFile())
                        .redirectError(directory.resolve("err").toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("ETCDCTL_ENDPOINTS", server.endpoint());
        return builder.start();
    }

    @Test
    void argumentsAreBytesInAnyLocale() throws Exception {
        try (FakeServer server = FakeServer.start(new Answer(1))) {
            Process process =
                    start(
                            server,
                            "put 'k\u00ff\u00c3\u00a9?' '\u00e2\u0080\u00a8' -w json"
                                    + " --command-timeout 60s");
            assertThat(process.waitFor(60, SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Text.of(server.puts.getFirst().getKey())).isEqualTo("k\u00ff\u00c3\u00a9?");
            assertThat(server.puts.getFirst().getValue().toStringUtf8()).isEqualTo("\u2028");
        }
    }

    @Test
    void interruptedCommandEndsWith130() throws Exception {
        try (FakeServer server = FakeServer.start(new Hang())) {
            Process process = start(server, "put a b --command-timeout 60s");
            assertThat(server.asked.await(60, SECONDS)).isTrue();
            Process kill = new ProcessBuilder("kill", "-INT", "" + process.pid()).start();
            assertThat(kill.waitFor(10, SECONDS)).isTrue();
            assertThat(process.waitFor(60, SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        }
    }
}
