package io.jangada.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was asked for on the command line and in the environment, as text. Read the way etcd reads
 * it: {@code --name value}, {@code --name=value}, one dash or two, a switch without a value is
 * true, the last of two wins; {@code ETCD_NAME} in the environment counts where the flag is absent.
 * Where a configuration file is named, nothing but what is in it counts.
 *
 * @param values by the flag's name, without the dashes
 * @param warnings one line each, for the log
 */
record Flags(SortedMap<String, String> values, List<String> warnings) {
    private static final String EXPERIMENTAL = "experimental-";

    private static final String CONFIG_FILE = "config-file";

    /** The flags that this server obeys, with what they mean; in the order of the help text. */
    static final List<Flag> OBEYED =
            List.of(
                    new Flag(
                            CONFIG_FILE, "FILE", "YAML with what follows, and nothing else counts"),
                    new Flag("name", "NAME", "this member's name (default: default)"),
                    new Flag("data-dir", "DIR", "where its data is (default: NAME.jangada)"),
                    new Flag("listen-client-urls", "URLS", "where it serves clients"),
                    new Flag("advertise-client-urls", "URLS", "where clients reach it"),
                    new Flag("listen-peer-urls", "URLS", "where it listens for members"),
                    new Flag("initial-advertise-peer-urls", "URLS", "where members reach it"),
                    new Flag("initial-cluster", "LIST", "all members: name=URL,name=URL"),
                    new Flag("initial-cluster-state", "new|existing", "(default: new)"),
                    new Flag("initial-cluster-token", "TEXT", "(default: etcd-cluster)"),
                    new Flag(
                            "strict-reconfig-check",
                            "true|false",
                            "refuse changes of members that endanger the majority (default: true)"),
                    new Flag("leader-priority", "N", "the highest leads, if it can (default: 0)"),
                    new Flag(
                            "linearizable-reads",
                            "read-index|lease",
                            "lease: faster, needs good clocks and one election-timeout (default:"
                                    + " read-index)"),
                    new Flag(
                            "force-new-cluster",
                            "true|false",
                            "the majority is lost: make the data of this member a cluster of one"
                                    + " (default: false)"),
                    new Flag("heartbeat-interval", "MS", "of a leader (default: 100)"),
                    new Flag("election-timeout", "MS", "at least 5 heartbeats (default: 1000)"),
                    new Flag("snapshot-count", "COUNT", "entries between two images of the store"),
                    new Flag("snapshot-catchup-entries", "COUNT", "kept behind it, at most"),
                    new Flag(
                            "quota-backend-bytes",
                            "BYTES",
                            "of keys and values (default: 0 = 2 GiB, or 40% of the heap if less)"),
                    new Flag("max-txn-ops", "COUNT", "in one transaction (default: 128)"),
                    new Flag("max-request-bytes", "BYTES", "in one request (default: 1572864)"),
                    new Flag("listen-metrics-urls", "URLS", "more /metrics and /health"),
                    new Flag("metrics", "basic|extensive", "(default: basic)"),
                    new Flag("log-level", "LEVEL", "debug, info, warn or error (default: info)"));

    private static final SortedSet<String> INERT =
            names(
                    "wal-dir listen-client-http-urls max-concurrent-streams",
                    "grpc-keepalive-min-time grpc-keepalive-interval grpc-keepalive-timeout",
                    "cert-file key-file client-cert-file client-key-file trusted-ca-file",
                    "client-crl-file client-cert-allowed-hostname peer-cert-file peer-key-file",
                    "peer-client-cert-file peer-client-key-file peer-trusted-ca-file peer-crl-file",
                    "peer-cert-allowed-cn peer-cert-allowed-hostname self-signed-cert-validity",
                    "cipher-suites tls-min-version tls-max-version auth-token auth-token-ttl",
                    "bcrypt-cost auto-compaction-mode auto-compaction-retention",
                    "watch-progress-notify-interval log-format log-outputs cors host-whitelist",
                    "max-learners backend-bbolt-freelist-type backend-batch-limit",
                    "backend-batch-interval max-snapshots max-wals logger feature-gates",
                    "corrupt-check-time compact-hash-check-time discovery discovery-endpoints",
                    "discovery-token discovery-fallback discovery-proxy discovery-srv",
                    "discovery-srv-name discovery-dial-timeout discovery-request-timeout",
                    "discovery-keepalive-time discovery-keepalive-timeout discovery-cert",
                    "discovery-key discovery-cacert discovery-user discovery-password");

    private static final SortedSet<String> INERT_SWITCHES =
            names(
                    "client-cert-auth auto-tls peer-client-cert-auth peer-auto-tls",
                    "peer-skip-client-san-verification enable-grpc-gateway",
                    "pre-vote enable-v2 memory-mlock enable-pprof",
                    "compact-hash-check-enabled initial-corrupt-check",
                    "discovery-insecure-transport discovery-insecure-skip-tls-verify");

    /** Obeyed, and true without a value. */
    private static final SortedSet<String> SWITCHES =
            names("strict-reconfig-check force-new-cluster");

    /** Of a configuration file alone; each holds more names. */
    private static final SortedSet<String> SECTIONS =
            names("client-transport-security peer-transport-security");

    /** A flag that this server obeys: its name, what to write after it, and what it does. */
    record Flag(String name, String value, String about) {}

    Flags {
        values = new TreeMap<>(values);
        warnings = List.copyOf(warnings);
    }

    /** The value of a flag, or {@code fallback}. */
    String text(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    boolean given(String name) {
        return values.containsKey(name);
    }

    static Flags read(List<String> arguments, Map<String, String> environment) throws CannotStart {
        List<String> warnings = new ArrayList<>();
        SortedMap<String, String> values = fromEnvironment(environment, warnings);
        values.putAll(fromArguments(arguments));
        String file = values.remove(CONFIG_FILE);
        if (file != null) {
            if (!values.isEmpty()) {
                warnings.add("flags and ETCD_* variables beside --config-file have no effect");
            }
            values = fromFile(file, warnings);
        }
        for (String name : new TreeSet<>(values.keySet())) {
            if (!obeys(name)) {
                values.remove(name);
                warnings.add("--" + name + " is accepted and has no effect yet");
            }
        }
        return new Flags(values, warnings);
    }

    private static SortedMap<String, String> fromEnvironment(
            Map<String, String> environment, List<String> warnings) {
        SortedMap<String, String> values = new TreeMap<>();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            if (!variable.getKey().startsWith("ETCD_") || variable.getValue().isEmpty()) {
                continue;
            }
            String name = flagOf(variable.getKey());
            if (known(name)) {
                values.put(name, variable.getValue());
            } else {
                warnings.add("environment variable " + variable.getKey() + " is not known");
            }
        }
        return values;
    }

    private static SortedMap<String, String> fromFile(String file, List<String> warnings)
            throws CannotStart {
        SortedMap<String, String> values = ConfigFile.read(file);
        values.values().removeIf(String::isEmpty);
        for (String name : List.copyOf(values.keySet())) {
            if (SECTIONS.contains(name)) {
                values.remove(name);
                warnings.add(name + " in " + file + " is accepted and has no effect yet");
            } else if (!known(name) || name.equals(CONFIG_FILE)) {
                values.remove(name);
                warnings.add(name + " in " + file + " is not known");
            }
        }
        return values;
    }

    private static String flagOf(String variable) {
        return variable.substring("ETCD_".length())
                .toLowerCase(java.util.Locale.ROOT)
                .replace('_', '-');
    }

    private static SortedMap<String, String> fromArguments(List<String> arguments)
            throws CannotStart {
        SortedMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String bare = argument.replaceFirst("^--?", "");
            if (bare.equals(argument) || bare.isEmpty()) {
                throw new CannotStart("\"" + argument + "\" is not a flag");
            }
            int equals = bare.indexOf('=');
            String name = equals < 0 ? bare : bare.substring(0, equals);
            if (!known(name)) {
                throw unknown(name);
            }
            if (equals >= 0) {
                values.put(name, bare.substring(equals + 1));
            } else if (takesNext(name, arguments, i)) {
                values.put(name, arguments.get(++i));
            } else {
                values.put(name, "true");
            }
        }
        return values;
    }

    private static boolean takesNext(String name, List<String> arguments, int at)
            throws CannotStart {
        boolean last = at + 1 == arguments.size();
        if (INERT_SWITCHES.contains(name) || SWITCHES.contains(name)) {
            return false;
        }
        // Of these nobody keeps a list; some are switches.
        if (name.startsWith(EXPERIMENTAL)) {
            return !last && !arguments.get(at + 1).startsWith("-");
        }
        if (last) {
            throw new CannotStart("--" + name + " needs a value");
        }
        return true;
    }

    private static boolean obeys(String name) {
        return OBEYED.stream().anyMatch(flag -> flag.name().equals(name));
    }

    private static boolean known(String name) {
        return obeys(name)
                || INERT.contains(name)
                || INERT_SWITCHES.contains(name)
                || name.startsWith(EXPERIMENTAL);
    }

    private static CannotStart unknown(String name) {
        SortedSet<String> all = new TreeSet<>(INERT);
        all.addAll(INERT_SWITCHES);
        OBEYED.forEach(flag -> all.add(flag.name()));
        Optional<String> nearest =
                all.stream()
                        .filter(flag -> distance(flag, name) <= 3)
                        .min(java.util.Comparator.comparingInt(flag -> distance(flag, name)));
        return new CannotStart(
                "unknown flag --"
                        + name
                        + nearest.map(flag -> "; did you mean --" + flag + "?").orElse(""));
    }

    /** How many letters must be inserted, deleted or replaced to make one of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[b.length()];
    }

    private static SortedSet<String> names(String... lines) {
        SortedSet<String> names = new TreeSet<>();
        for (String line : lines) {
            names.addAll(List.of(line.split(" ")));
        }
        return names;
    }
}
