package io.jangada.client;

import com.google.protobuf.ByteString;

import java.util.List;
import java.util.Locale;

/** From flags and arguments to an {@link Operation}, with etcdctl's complaints. */
final class KvCommands {

    private static final int HEXADECIMAL = 16;

    private KvCommands() {}

    static Operation.Put put(Flags flags, Console console) {
        List<String> arguments = flags.arguments();
        boolean keepValue = flags.on("--ignore-value");
        if (arguments.isEmpty()) {
            throw needsValue();
        }
        if (keepValue && arguments.size() > 1) {
            throw new Mistake("put command needs only 1 argument when 'ignore-value' is set");
        }
        String value = "";
        if (!keepValue) {
            value = arguments.size() > 1 ? arguments.get(1) : console.rest();
            if (arguments.size() == 1 && value.isEmpty()) {
                throw needsValue();
            }
        }
        return new Operation.Put(
                Text.bytes(arguments.getFirst()),
                Text.bytes(value),
                lease(flags.text("--lease", "0")),
                flags.on("--prev-kv"),
                keepValue,
                flags.on("--ignore-lease"));
    }

    private static Mistake needsValue() {
        return new Mistake("put command needs 1 argument and input from stdin or 2 arguments");
    }

    private static long lease(String text) {
        try {
            return Long.parseLong(text, HEXADECIMAL);
        } catch (NumberFormatException notANumber) {
            throw new Mistake(
                    "bad lease ID ("
                            + Flags.parseInt(text, HEXADECIMAL)
                            + "), expecting ID in Hex");
        }
    }

    static Operation.Get get(Flags flags) {
        if (flags.arguments().isEmpty()) {
            throw new Mistake(
                    "get command needs one argument as key and an optional argument as range_end");
        }
        exclusive(flags, "--prefix", "--from-key");
        exclusive(flags, "--keys-only", "--count-only");
        String consistency = flags.text("--consistency", "l");
        if (!consistency.equals("l") && !consistency.equals("s")) {
            throw new Mistake("unknown consistency flag " + Text.quote(consistency));
        }
        return new Operation.Get(
                range(flags),
                flags.number("--limit"),
                Math.max(0, flags.number("--rev")),
                sort(flags.text("--sort-by", "")),
                order(flags.text("--order", "")),
                consistency.equals("s"),
                flags.on("--keys-only"),
                flags.on("--count-only"));
    }

    static Operation.Delete delete(Flags flags, Console console) {
        List<String> arguments = flags.arguments();
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new Mistake(
                    "del command needs one argument as key and an optional argument as range_end");
        }
        exclusive(flags, "--prefix", "--from-key");
        Range range = range(flags);
        if (arguments.size() == 2 && !flags.on("--range")) {
            Pause.beforeDeleting(arguments.get(0), arguments.get(1), console);
        }
        return new Operation.Delete(range, flags.on("--prev-kv"));
    }

    private static void exclusive(Flags flags, String one, String other) {
        if (flags.on(one) && flags.on(other)) {
            throw new Mistake(
                    "`" + one + "` and `" + other + "` cannot be set at the same time, choose one");
        }
    }

    private static Range range(Flags flags) {
        List<String> arguments = flags.arguments();
        ByteString key = Text.bytes(arguments.getFirst());
        boolean prefix = flags.on("--prefix");
        boolean from = flags.on("--from-key");
        if (arguments.size() > 1) {
            if (prefix || from) {
                throw new Mistake(
                        "too many arguments, only accept one argument when `--prefix` or"
                                + " `--from-key` is set");
            }
            return Range.between(key, Text.bytes(arguments.get(1)));
        }
        return prefix ? Range.prefix(key) : from ? Range.from(key) : Range.key(key);
    }

    private static Operation.Order order(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "" -> Operation.Order.NONE;
            case "ASCEND" -> Operation.Order.ASCENDING;
            case "DESCEND" -> Operation.Order.DESCENDING;
            default -> throw new Mistake("bad sort order " + text);
        };
    }

    private static Operation.Sort sort(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "", "KEY" -> Operation.Sort.KEY;
            case "CREATE" -> Operation.Sort.CREATE_REVISION;
            case "MODIFY" -> Operation.Sort.MOD_REVISION;
            case "VALUE" -> Operation.Sort.VALUE;
            case "VERSION" -> Operation.Sort.VERSION;
            default -> throw new Mistake("bad sort target " + text);
        };
    }

    static long revision(Flags flags) {
        List<String> arguments = flags.arguments();
        if (arguments.size() != 1) {
            throw new Mistake("compaction command needs 1 argument");
        }
        try {
            return Long.parseLong(arguments.getFirst());
        } catch (NumberFormatException notANumber) {
            throw new Mistake(Flags.parseInt(arguments.getFirst(), 10));
        }
    }
}
