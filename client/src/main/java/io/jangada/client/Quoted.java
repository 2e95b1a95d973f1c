package io.jangada.client;

/** Reads a line from left to right: quoted texts, words and single characters. */
final class Quoted {

    private final String line;
    private int at;

    Quoted(String line) {
        this.line = line;
    }

    /** A text in double quotes with Go's escapes, or in back quotes as it stands. */
    String next() {
        blanks();
        char quote = character();
        if (quote == '`') {
            int end = line.indexOf('`', at);
            if (end < 0) {
                throw malformed();
            }
            String text = line.substring(at, end);
            at = end + 1;
            return text;
        }
        if (quote != '"') {
            throw malformed();
        }
        StringBuilder text = new StringBuilder();
        for (char c = character(); c != '"'; c = character()) {
            if (c == '\\') {
                escape(text);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private void escape(StringBuilder text) {
        char kind = character();
        switch (kind) {
            case 'a' -> text.append((char) 7);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append((char) 11);
            case '\\', '"' -> text.append(kind);
            case 'x' -> text.append((char) digits(2, 16));
            case 'u' -> text.append(Text.of(Character.toString(digits(4, 16))));
            case 'U' -> text.append(Text.of(Character.toString(digits(8, 16))));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                text.append((char) (digits(3, 8) & 0xff));
            }
            default -> throw malformed();
        }
    }

    private int digits(int count, int radix) {
        if (at + count > line.length()) {
            throw malformed();
        }
        try {
            int value = Integer.parseUnsignedInt(line.substring(at, at + count), radix);
            if (!Character.isValidCodePoint(value)) {
                throw malformed();
            }
            at += count;
            return value;
        } catch (NumberFormatException notDigits) {
            throw malformed();
        }
    }

    void expect(char wanted) {
        if (character() != wanted) {
            throw malformed();
        }
    }

    /** Characters up to the next blank. */
    String word() {
        blanks();
        int start = at;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw malformed();
        }
        return line.substring(start, at);
    }

    private void blanks() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
    }

    private char character() {
        if (at == line.length()) {
            throw malformed();
        }
        return line.charAt(at++);
    }

    private Mistake malformed() {
        return new Mistake("malformed text: " + line);
    }
}
