package io.jangada.client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The global flags: from the command line, else from {@code ETCDCTL_…}, else the default.
 *
 * @param timed whether the time for the command was asked for
 */
record Settings(
        List<String> endpoints,
        Duration dialTimeout,
        Duration commandTimeout,
        boolean timed,
        String format,
        boolean hex) {

    private static final String LOCAL = "127.0.0.1:2379";

    private static final Pattern DURATION =
            Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)([a-zµ]*)");

    static Settings of(Flags flags, Map<String, String> environment) {
        String variable = environment.getOrDefault("ETCDCTL_ENDPOINTS", "");
        List<String> otherwise = List.of((variable.isEmpty() ? LOCAL : variable).split(","));
        return new Settings(
                flags.list("--endpoints", otherwise),
                duration("dial-timeout", text("dial-timeout", "2s", flags, environment)),
                duration("command-timeout", text("command-timeout", "5s", flags, environment)),
                !text("command-timeout", "", flags, environment).isEmpty(),
                text("write-out", "simple", flags, environment),
                flags.on("--hex") || on(environment.get("ETCDCTL_HEX")));
    }

    /** The same for other servers. */
    Settings at(List<String> others) {
        return new Settings(others, dialTimeout, commandTimeout, timed, format, hex);
    }

    private static String text(
            String flag, String otherwise, Flags flags, Map<String, String> environment) {
        String variable = "ETCDCTL_" + flag.replace('-', '_').toUpperCase(Locale.ROOT);
        String text = environment.get(variable);
        return flags.text("--" + flag, text == null || text.isEmpty() ? otherwise : text);
    }

    private static boolean on(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return false;
        }
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                    throw new Mistake(
                            "invalid value "
                                    + Text.quote(Text.of(text))
                                    + " for ETCDCTL_HEX: expecting true or false");
        };
    }

    /** Go's form: numbers with units, {@code 1m30s}, {@code 500ms}, {@code 1.5h}. */
    private static Duration duration(String flag, String text) {
        Matcher part = DURATION.matcher(text);
        double nanos = 0;
        int at = 0;
        while (at < text.length()) {
            if (!part.find(at) || part.start() != at) {
                throw invalid(flag, text, "invalid duration " + Text.quote(text));
            }
            nanos += Double.parseDouble(part.group(1)) * unit(flag, text, part.group(2));
            at = part.end();
        }
        if (nanos < 1_000_000 || nanos > 1e18) {
            throw invalid(flag, text, Text.quote(text) + " is not between 1ms and 30 years");
        }
        return Duration.ofNanos((long) nanos);
    }

    private static double unit(String flag, String text, String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 6e10;
            case "h" -> 3.6e12;
            case "" -> throw invalid(flag, text, "missing unit in duration " + Text.quote(text));
            default ->
                    throw invalid(
                            flag,
                            text,
                            "unknown unit "
                                    + Text.quote(unit)
                                    + " in duration "
                                    + Text.quote(text));
        };
    }

    private static Mistake invalid(String flag, String text, String why) {
        return new Mistake(
                "invalid argument "
                        + Text.quote(text)
                        + " for \"--"
                        + flag
                        + "\" flag: time: "
                        + why);
    }
}
