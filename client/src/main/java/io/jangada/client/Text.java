package io.jangada.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;

import java.util.Locale;

/**
 * Text of the command line. Keys and values are bytes, not characters, and must pass unchanged from
 * an argument or the standard input to the wire, and back to the standard output. So every string
 * in the command line has <em>one char per byte</em>: UTF-8 text is held as its encoded bytes. Only
 * this class and the two ends ({@link Arguments}, {@link Console}) convert.
 */
final class Text {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Text() {}

    static ByteString bytes(String text) {
        return ByteString.copyFrom(text, ISO_8859_1);
    }

    static String of(ByteString bytes) {
        return bytes.toString(ISO_8859_1);
    }

    /** From ordinary Java text, such as a server's message. */
    static String of(String characters) {
        return new String(characters.getBytes(UTF_8), ISO_8859_1);
    }

    /** To ordinary Java text; bytes that are not UTF-8 become U+FFFD. */
    static String characters(String text) {
        return new String(text.getBytes(ISO_8859_1), UTF_8);
    }

    /** Every byte as {@code \xNN}. */
    static String hex(String text) {
        StringBuilder hex = new StringBuilder(text.length() * 4);
        for (int i = 0; i < text.length(); i++) {
            hex.append("\\x").append(HEX[text.charAt(i) >> 4]).append(HEX[text.charAt(i) & 15]);
        }
        return hex.toString();
    }

    /** In double quotes, with what cannot be printed escaped as Go escapes it. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int at = 0;
        while (at < text.length()) {
            int length = sequenceLength(text, at);
            if (length == 0) {
                quoted.append("\\x").append(hex(text.substring(at, at + 1)).substring(2));
                at++;
            } else {
                String bytes = text.substring(at, at + length);
                escape(quoted, bytes, characters(bytes).codePointAt(0));
                at += length;
            }
        }
        return quoted.append('"').toString();
    }

    private static void escape(StringBuilder quoted, String bytes, int character) {
        switch (character) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case 7 -> quoted.append("\\a");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case 11 -> quoted.append("\\v");
            default -> {
                if (printable(character)) {
                    quoted.append(bytes);
                } else if (character < 0x80) {
                    quoted.append("\\x%02x".formatted(character));
                } else if (character < 0x10000) {
                    quoted.append("\\u%04x".formatted(character));
                } else {
                    quoted.append("\\U%08x".formatted(character));
                }
            }
        }
    }

    private static boolean printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }

    /** Bytes of the UTF-8 character at a place, 0 when there is none. */
    private static int sequenceLength(String text, int at) {
        int first = text.charAt(at);
        int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (at + length > text.length()) {
            return 0;
        }
        String bytes = text.substring(at, at + length);
        return of(characters(bytes)).equals(bytes) ? length : 0;
    }

    /** A size for people: {@code 25 kB}, {@code 6.4 MB}; thousands, two digits at least. */
    static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
        if (bytes < 10) {
            return bytes + " B";
        }
        int unit = (int) Math.floor(Math.log((double) bytes) / Math.log(1000));
        double value = Math.floor((double) bytes / Math.pow(1000, unit) * 10 + 0.5) / 10;
        return value < 10
                ? String.format(Locale.ROOT, "%.1f %s", value, units[unit])
                : (long) Math.rint(value) + " " + units[unit];
    }

    /** A duration as Go writes it: {@code 1.384693ms}, {@code 914.607µs}, {@code 5.006383441s}. */
    static String duration(long nanos) {
        if (nanos < 1_000) {
            return nanos == 0 ? "0s" : nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return decimal(nanos, 1_000) + of("µs");
        }
        if (nanos < 1_000_000_000) {
            return decimal(nanos, 1_000_000) + "ms";
        }
        long minutes = nanos / 60_000_000_000L;
        String seconds = decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, long unit) {
        String fraction = Long.toString(unit + value % unit).substring(1).replaceFirst("0+$", "");
        return value / unit + (fraction.isEmpty() ? "" : "." + fraction);
    }
}
