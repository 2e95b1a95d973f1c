package io.jangada.client;

import io.jangada.client.Compare.Property;
import io.jangada.client.Compare.Relation;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transaction as text: conditions, operations for when all hold, operations for otherwise; one
 * per line, each list ended by an empty line.
 */
record TxnScript(Console console, boolean interactive) {

    /** A word; or a text in single quotes; or one in double quotes, where a backslash escapes. */
    private static final Pattern WORD =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^'\"\\s]\\S*[^'\"\\s]?");

    Operation.Txn read() {
        prompt("compares:");
        List<Compare> compares = list(TxnScript::compare);
        prompt("success requests (get, put, del):");
        List<Operation> success = list(this::operation);
        prompt("failure requests (get, put, del):");
        List<Operation> failure = list(this::operation);
        return new Operation.Txn(compares, success, failure);
    }

    private void prompt(String text) {
        if (interactive) {
            console.out(text + "\n");
        }
    }

    private <T> List<T> list(Function<String, T> parse) {
        List<T> list = new ArrayList<>();
        for (String line = console.line(); !line.isEmpty(); line = console.line()) {
            list.add(parse.apply(line));
        }
        return list;
    }

    private Operation operation(String line) {
        List<String> words = words(line);
        if (words.size() < 2) {
            throw new Mistake("invalid txn compare request: " + line);
        }
        String name = words.getFirst();
        if (!List.of("get", "put", "del").contains(name)) {
            throw new Mistake("invalid txn request: " + line);
        }
        CommandLine command = Commands.operation(name);
        Flags flags;
        try {
            flags =
                    new Flags(
                            List.of(
                                    command.parseArgs(
                                            words.subList(1, words.size())
                                                    .toArray(String[]::new))));
        } catch (ParameterException complaint) {
            throw new Mistake(
                    "invalid txn request: " + line + " (" + Flags.complaint(complaint) + ")");
        }
        return switch (name) {
            case "get" -> KvCommands.get(flags);
            case "put" -> KvCommands.put(flags, silent());
            default -> KvCommands.delete(flags, console);
        };
    }

    /** Within a transaction a value cannot come from the standard input. */
    private Console silent() {
        return new Console(InputStream.nullInputStream(), console.stdout(), console.stderr());
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group();
            words.add(
                    switch (word.charAt(0)) {
                        case '\'' -> word.substring(1, word.length() - 1);
                        case '"' -> new Quoted(word).next();
                        default -> word;
                    });
        }
        return words;
    }

    /** For example {@code mod("key") > "0"}. */
    private static Compare compare(String line) {
        int open = line.indexOf('(');
        if (open < 0) {
            throw new Mistake("malformed comparison: " + line);
        }
        String target = line.substring(0, open);
        Quoted rest = new Quoted(line.substring(open + 1));
        String key = "";
        String relation = "";
        String wanted;
        try {
            key = rest.next();
            rest.expect(')');
            relation = rest.word();
            wanted = rest.next();
        } catch (Mistake malformed) {
            throw new Mistake(
                    "malformed comparison: %s; got %s(%s) %s \"\""
                            .formatted(line, target, Text.quote(key), relation));
        }
        return compare(line, target, key, relation, wanted);
    }

    private static Compare compare(
            String line, String target, String key, String relation, String wanted) {
        return switch (target) {
            case "val", "value" ->
                    new Compare.Value(
                            Text.bytes(key), relation(line, relation), Text.bytes(wanted));
            case "ver", "version" -> number(line, key, Property.VERSION, relation, wanted, 10);
            case "c", "create" -> number(line, key, Property.CREATE_REVISION, relation, wanted, 10);
            case "m", "mod" -> number(line, key, Property.MOD_REVISION, relation, wanted, 10);
            case "lease" -> number(line, key, Property.LEASE, relation, wanted, 16);
            default ->
                    throw new Mistake(
                            "malformed comparison: " + line + " (unknown target " + target + ")");
        };
    }

    private static Compare number(
            String line, String key, Property property, String relation, String wanted, int radix) {
        long number;
        try {
            number = Long.parseLong(wanted, radix);
        } catch (NumberFormatException notANumber) {
            throw new Mistake(
                    "invalid txn compare request: "
                            + line
                            + " ("
                            + Flags.parseInt(wanted, radix)
                            + ")");
        }
        return new Compare.Numeric(Text.bytes(key), property, relation(line, relation), number);
    }

    private static Relation relation(String line, String text) {
        return switch (text) {
            case "=" -> Relation.EQUAL;
            case "!=" -> Relation.NOT_EQUAL;
            case ">" -> Relation.GREATER;
            case "<" -> Relation.LESS;
            default ->
                    throw new Mistake(
                            "malformed comparison: " + line + " (unknown relation " + text + ")");
        };
    }
}
