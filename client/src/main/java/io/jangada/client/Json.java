package io.jangada.client;

import com.google.protobuf.ByteString;

import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One JSON object being written, as Go writes a message: fields in order, those with a zero value
 * left out unless said otherwise, bytes in base64.
 */
final class Json {

    private final StringBuilder text = new StringBuilder("{");

    static String object(Consumer<Json> fields) {
        Json json = new Json();
        fields.accept(json);
        return json.text.append('}').toString();
    }

    static <T> String array(List<T> values, Function<T, String> element) {
        return values.stream().map(element).collect(Collectors.joining(",", "[", "]"));
    }

    /** Writes a field whatever its value, which is JSON already. */
    Json raw(String name, String json) {
        text.append(text.length() == 1 ? "" : ",");
        text.append('"').append(name).append("\":").append(json);
        return this;
    }

    Json number(String name, long value) {
        return value == 0 ? this : raw(name, Long.toString(value));
    }

    Json unsigned(String name, long value) {
        return value == 0 ? this : raw(name, Long.toUnsignedString(value));
    }

    Json bool(String name, boolean value) {
        return value ? raw(name, "true") : this;
    }

    Json bytes(String name, ByteString value) {
        if (value.isEmpty()) {
            return this;
        }
        return raw(name, '"' + Base64.getEncoder().encodeToString(value.toByteArray()) + '"');
    }

    /** A string field of ordinary characters. */
    Json string(String name, String characters) {
        return characters.isEmpty() ? this : raw(name, quote(characters));
    }

    <T> Json list(String name, List<T> values, Function<T, String> element) {
        return values.isEmpty() ? this : raw(name, array(values, element));
    }

    /** A JSON string in {@link Text}, escaped so that it may stand in a page of HTML. */
    static String quote(String characters) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < characters.length(); i++) {
            char c = characters.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' ->
                        quoted.append("\\u%04x".formatted((int) c));
                default -> quoted.append(c < ' ' ? "\\u%04x".formatted((int) c) : c);
            }
        }
        return Text.of(quoted.append('"').toString());
    }
}
