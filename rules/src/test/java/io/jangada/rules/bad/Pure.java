package io.jangada.rules.bad;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Not bad at all: what the rules for the protocol must let through. */
public final class Pure {
    enum Colour {
        RED,
        BLUE
    }

    record Pair(Colour left, Duration right) {}

    public Map<Colour, List<Integer>> ordered() {
        return new EnumMap<>(Colour.class);
    }

    public Map<Integer, List<String>> grouped(Stream<String> stream) {
        return stream.collect(
                Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList()));
    }

    public String text(Object value) {
        return switch (value) {
            case Pair(Colour left, Duration right) -> left + " " + right;
            case Colour colour -> colour.name();
            default -> "" + value;
        };
    }

    public long checksum(byte[] bytes) {
        byte[] copy = new byte[bytes.length];
        System.arraycopy(bytes, 0, copy, 0, bytes.length);
        CRC32C checksum = new CRC32C();
        checksum.update(copy);
        return checksum.getValue();
    }

    public List<String> list() {
        return new ArrayList<>(List.of("a"));
    }
}
