package io.jangada.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The arguments as the bytes that the shell passed. Java decodes them by the locale and loses what
 * the locale cannot say (in the C locale, everything beyond ASCII), so on Linux they are read from
 * the kernel.
 */
final class Arguments {

    private static final Path KERNEL = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /** In {@link Text}. */
    static List<String> of(String... decoded) {
        List<String> fallback = Stream.of(decoded).map(Text::of).toList();
        if (Stream.of(decoded).allMatch(Arguments::ascii)) {
            return fallback;
        }
        try {
            return exact(Files.readAllBytes(KERNEL), decoded, fallback);
        } catch (IOException noSuchFile) {
            return fallback;
        }
    }

    /** The last arguments of the process are those of the program. */
    private static List<String> exact(byte[] kernel, String[] decoded, List<String> fallback) {
        List<String> all = List.of(new String(kernel, ISO_8859_1).split("\0", -1));
        int end = all.size() - 1; // each argument ends with a zero
        int start = end - decoded.length;
        if (start < 1) {
            return fallback;
        }
        List<String> ours = all.subList(start, end);
        for (int i = 0; i < decoded.length; i++) {
            if (ascii(decoded[i]) && !ours.get(i).equals(decoded[i])) {
                return fallback;
            }
        }
        return ours;
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80 && c != '?');
    }
}
