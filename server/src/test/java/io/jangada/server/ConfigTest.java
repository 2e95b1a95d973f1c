package io.jangada.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.node.ReadMode;
import io.jangada.node.SnapshotPolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class ConfigTest {
    private static Config config(String... arguments) throws CannotStart {
        return Config.of(Flags.read(List.of(arguments), Map.of()));
    }

    @Test
    void withoutFlagsItIsWhatEtcdIs() throws CannotStart {
        Config config = config();
        assertThat(config.name()).isEqualTo("default");
        assertThat(config.dataDir()).hasToString("default.jangada");
        assertThat(config.cluster()).hasToString("default=http://localhost:2380");
        assertThat(Url.join(config.listenClientUrls())).isEqualTo("http://localhost:2379");
        assertThat(config.heartbeatMillis()).isEqualTo(100);
        assertThat(config.electionMillis()).isEqualTo(1000);
        assertThat(config.quotaBytes()).isEqualTo(Config.quotaOf(Runtime.getRuntime().maxMemory()));
        assertThat(config.txnOpsMax()).isEqualTo(128);
        assertThat(config.requestBytesMax()).isEqualTo(1_572_864);
        assertThat(config.receiveBytesMax()).isEqualTo(2_097_152);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theTimesOfThePaperAreTaken() throws CannotStart {
        Config config = config("--heartbeat-interval", "30", "--election-timeout", "150");
        assertThat(config.heartbeatMillis()).isEqualTo(30);
        assertThat(config.electionMillis()).isEqualTo(150);
    }

    @Test
    void flagsAreReadInEveryFormOfGo() throws CannotStart {
        assertThat(config("--name", "a").name()).isEqualTo("a");
        assertThat(config("--name=a").name()).isEqualTo("a");
        assertThat(config("-name=a").name()).isEqualTo("a");
        assertThat(config("--name", "a", "--name", "b").name()).isEqualTo("b");
    }

    @Test
    void flagsBeatTheEnvironment() throws CannotStart {
        Map<String, String> environment =
                Map.of("ETCD_NAME", "env", "ETCD_MAX_TXN_OPS", "7", "ETCD_DATA_DIR", "");
        Config config = Config.of(Flags.read(List.of("--name", "flag"), environment));
        assertThat(config.name()).isEqualTo("flag");
        assertThat(config.txnOpsMax()).isEqualTo(7);
        assertThat(config.dataDir()).hasToString("flag.jangada");
    }

    @Test
    void aConfigurationFileBeatsFlagsAndTheEnvironment(@TempDir Path folder) throws Exception {
        String file =
                file(
                        folder,
                        """
                        # As etcd's own sample.
                        name: 'on'
                        data-dir:
                        listen-client-urls: http://localhost:1,http://localhost:2
                        advertise-client-urls: [http://localhost:3, http://localhost:4]
                        max-txn-ops: 7
                        quota-backend-bytes: 0
                        snapshot-count: 10000
                        strict-reconfig-check: false
                        leader-priority: 3
                        linearizable-reads: lease
                        client-transport-security:
                          cert-file: a
                          auto-tls: false
                        log-outputs: [stderr]
                        v2-deprecation: write-only
                        """);
        Flags flags =
                Flags.read(
                        List.of("--config-file", file, "--max-txn-ops=9"),
                        Map.of("ETCD_NAME", "env"));
        Config config = Config.of(flags);
        assertThat(config.name()).isEqualTo("on");
        assertThat(config.dataDir()).hasToString("on.jangada");
        assertThat(config.listenClientUrls()).hasSize(2);
        assertThat(Url.join(config.advertiseClientUrls()))
                .isEqualTo("http://localhost:3,http://localhost:4");
        assertThat(config.txnOpsMax()).isEqualTo(7);
        assertThat(config.quotaBytes()).isEqualTo(Config.quotaOf(Runtime.getRuntime().maxMemory()));
        assertThat(config.snapshots().entries()).isEqualTo(10_000);
        assertThat(config.warnings())
                .containsExactly(
                        "flags and ETCD_* variables beside --config-file have no effect",
                        "client-transport-security in "
                                + file
                                + " is accepted and has no effect"
                                + " yet",
                        "v2-deprecation in " + file + " is not known",
                        "--log-outputs is accepted and has no effect yet");
        assertThat(config.strict()).isFalse();
        assertThat(config.priority()).isEqualTo(3);
        assertThat(config.reads()).isEqualTo(ReadMode.LEASE);
        Config usual = Config.of(Flags.read(List.of(), Map.of()));
        assertThat(usual.priority()).isZero();
        assertThat(usual.reads()).isEqualTo(ReadMode.READ_INDEX);
        assertThat(Flags.read(List.of(), Map.of("ETCD_CONFIG_FILE", file)).values())
                .isEqualTo(flags.values());
        assertThat(Flags.read(List.of("--config-file", file(folder, "")), Map.of()).values())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: [ | is not YAML: ",
                "- name | is not a list of NAME: VALUE",
                "{name: a, name: b} | has name twice",
            })
    void whatAConfigurationFileCannotBeIsSaid(String text, String end, @TempDir Path folder)
            throws Exception {
        String file = file(folder, text.strip());
        assertThatThrownBy(() -> config("--config-file", file))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("--config-file: " + file + " " + end.strip())
                .hasMessageMatching("[^\\n]*");
        assertThatThrownBy(() -> config("--config-file", folder + "/none"))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("--config-file: " + folder + "/none cannot be read");
    }

    private static String file(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("etcd.yml"), text).toString();
    }

    @Test
    void aNegativeQuotaIsNone() throws CannotStart {
        assertThat(config("--quota-backend-bytes", "-1").quotaBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void withoutAQuotaItIsTwoGibibytesOrTwoFifthsOfTheHeap() {
        assertThat(Config.quotaOf(64L << 30)).isEqualTo(2L << 30);
        assertThat(Config.quotaOf(1_000_000_000)).isEqualTo(400_000_000);
    }

    @Test
    void snapshotsAreWrittenAfterSoManyEntries() throws CannotStart {
        assertThat(config().snapshots()).isEqualTo(SnapshotPolicy.DEFAULT);
        SnapshotPolicy asked =
                config("--snapshot-count=10000", "--snapshot-catchup-entries=0").snapshots();
        assertThat(asked.entries()).isEqualTo(10_000);
        assertThat(asked.keepEntries()).isZero();
        assertThatThrownBy(() -> config("--snapshot-count", "0"))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("--snapshot-count: 0 is not in 1 to ");
    }

    @Test
    void whatHasNoEffectIsSaidOnceEach() throws CannotStart {
        Flags flags =
                Flags.read(
                        List.of(
                                "--pre-vote",
                                "--max-snapshots",
                                "5",
                                "--experimental-initial-corrupt-check",
                                "--experimental-watch-progress-notify-interval=5s",
                                "--client-cert-auth=true"),
                        Map.of("ETCD_MAX_SNAPSHOTS", "6", "ETCD_NO_SUCH", "x"));
        assertThat(flags.values()).isEmpty();
        assertThat(flags.warnings())
                .containsExactly(
                        "environment variable ETCD_NO_SUCH is not known",
                        "--client-cert-auth is accepted and has no effect yet",
                        "--experimental-initial-corrupt-check is accepted and has no effect yet",
                        "--experimental-watch-progress-notify-interval is accepted and has no"
                                + " effect yet",
                        "--max-snapshots is accepted and has no effect yet",
                        "--pre-vote is accepted and has no effect yet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--nmae x | unknown flag --nmae; did you mean --name?",
                "--entirely-unheard-of x | unknown flag --entirely-unheard-of",
                "name | \"name\" is not a flag",
                "--name | --name needs a value",
                "--heartbeat-interval ten | --heartbeat-interval: \"ten\" is not a number",
                "--heartbeat-interval 0 | --heartbeat-interval: 0 is not in 1 to 50000",
                "--election-timeout 50001 | --election-timeout: 50001 is not in 1 to 50000",
                "--election-timeout 499 | --election-timeout 499 must be at least 5 times"
                        + " --heartbeat-interval 100",
                "--metrics all | --metrics: \"all\" is not one of basic, extensive",
                "--initial-cluster-state old | --initial-cluster-state: \"old\" is not one of new,"
                        + " existing",
                "--log-level loud | --log-level: \"loud\" is not one of debug, info, warn, error,"
                        + " panic, fatal",
                "--max-request-bytes 5000000 | --max-request-bytes: 5000000 is not in 1 to 4000000",
                "--listen-client-urls http://h:1 | --advertise-client-urls is required when"
                        + " --listen-client-urls is set",
                "--listen-peer-urls localhost:2380 | --listen-peer-urls: \"localhost:2380\" is not"
                        + " of the form http://host:port",
                "--listen-peer-urls http://h | --listen-peer-urls: \"http://h\" is not of the form"
                        + " http://host:port",
                "--listen-peer-urls http://h:1/path | --listen-peer-urls: \"http://h:1/path\" is"
                        + " not of the form http://host:port",
                "--listen-peer-urls http://h:99999 | --listen-peer-urls: \"http://h:99999\" is not"
                        + " of the form http://host:port",
                "--listen-peer-urls http://[::1 | --listen-peer-urls: \"http://[::1\" is not of"
                        + " the form http://host:port",
                "--listen-peer-urls https://h:1 | --listen-peer-urls: https://h:1 asks for TLS,"
                        + " not supported yet",
                "--initial-cluster a | --initial-cluster: \"a\" is not of the form name=URL",
                "--initial-cluster b=http://h:1 | --initial-cluster b=http://h:1 does not name"
                        + " this member, default",
                "--initial-cluster default=http://h:1 | --initial-cluster has http://h:1 for"
                        + " default, but --initial-advertise-peer-urls is http://localhost:2380",
                "--initial-cluster a=http://h:1,b=http://h:1 | --initial-cluster: http://h:1 is"
                        + " there twice",
            })
    void whatCannotBeIsSaidInOneSentence(String arguments, String sentence) {
        assertThatThrownBy(() -> config(arguments.strip().split(" ")))
                .isInstanceOf(CannotStart.class)
                .hasMessage(sentence.strip());
    }
}
