package io.jangada.client;

import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.List;
import java.util.Locale;

/** The flags and arguments of one command, and etcdctl's words for what is wrong with them. */
record Flags(List<ParseResult> path) {

    private static final int DECIMAL = 10;

    Flags {
        path = List.copyOf(path);
    }

    /** A flag may stand before or behind the command's name. */
    boolean on(String name) {
        return path.stream().anyMatch(result -> result.matchedOptionValue(name, false));
    }

    String text(String name, String otherwise) {
        String text = otherwise;
        for (ParseResult result : path) {
            text = result.matchedOptionValue(name, text);
        }
        return text;
    }

    List<String> list(String name, List<String> otherwise) {
        List<String> list = otherwise;
        for (ParseResult result : path) {
            list = result.matchedOptionValue(name, list);
        }
        return list;
    }

    /** Decimal, or hexadecimal after {@code 0x}. */
    long number(String name) {
        String text = text(name, "0");
        try {
            return Long.decode(text);
        } catch (NumberFormatException notANumber) {
            throw new Mistake(invalid(text, name, parseInt(text, DECIMAL)));
        }
    }

    List<String> arguments() {
        return path.getLast().matchedPositionalValue(0, List.of());
    }

    private static String invalid(String text, String flag, String why) {
        return "invalid argument " + Text.quote(text) + " for \"" + flag + "\" flag: " + why;
    }

    /** What is wrong with a number. */
    static String parseInt(String text, int radix) {
        String digits = radix == DECIMAL ? "[+-]?[0-9]+" : "[+-]?[0-9a-fA-F]+";
        String why = text.matches(digits) ? "value out of range" : "invalid syntax";
        return "strconv.ParseInt: parsing " + Text.quote(text) + ": " + why;
    }

    /** An unsigned number in hexadecimal, as ids are written. */
    static long id(String text) {
        boolean digits = text.matches("[0-9a-fA-F]+");
        try {
            if (digits) {
                return Long.parseUnsignedLong(text, 16);
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        String why = digits ? "value out of range" : "invalid syntax";
        throw new Mistake("strconv.ParseUint: parsing " + Text.quote(text) + ": " + why);
    }

    /** The parser's complaint in etcdctl's words. */
    static String complaint(ParameterException complaint) {
        return switch (complaint) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing ->
                    "flag needs an argument: " + names(missing.getMissing().getFirst());
            default -> {
                ArgSpec spec = complaint.getArgSpec();
                String value = complaint.getValue();
                yield spec == null || value == null
                        ? String.valueOf(complaint.getMessage())
                        : invalid(
                                value,
                                names(spec),
                                "strconv.ParseBool: parsing "
                                        + Text.quote(value)
                                        + ": invalid syntax");
            }
        };
    }

    private static String unmatched(UnmatchedArgumentException unmatched) {
        String first = unmatched.getUnmatched().getFirst();
        if (first.startsWith("--")) {
            int equals = first.indexOf('=');
            return "unknown flag: " + (equals < 0 ? first : first.substring(0, equals));
        }
        if (first.startsWith("-")) {
            return "unknown shorthand flag: '" + first.charAt(1) + "' in " + first;
        }
        String command = unmatched.getCommandLine().getCommandSpec().qualifiedName();
        return "unknown command " + Text.quote(first) + " for \"" + command + "\"";
    }

    private static String names(ArgSpec spec) {
        if (spec instanceof OptionSpec option) {
            return String.join(", ", option.names());
        }
        return spec.paramLabel().toLowerCase(Locale.ROOT);
    }
}
