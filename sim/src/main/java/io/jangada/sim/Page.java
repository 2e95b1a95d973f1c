package io.jangada.sim;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The published scoreboard: one line per row, with what it is now in the fourth column, and below
 * them one per meter, with what it shows behind the colon.
 */
final class Page {
    static final String FILE = "docs/SCOREBOARD.md";
    static final String NOT_YET = "not yet";

    private final String text;

    Page(String text) {
        this.text = text;
    }

    private static Pattern line(int row) {
        return Pattern.compile("(?m)^(\\| " + row + " \\|[^|]*\\|[^|]*\\|)([^|]*)(\\|[^|]*\\|)$");
    }

    private Matcher found(int row) {
        Matcher matcher = line(row).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(FILE + " has no row " + row);
        }
        return matcher;
    }

    /** What the page says of this row. */
    String now(int row) {
        return found(row).group(2).strip();
    }

    /** The command that the page names for this row. */
    String command(int row) {
        return found(row).group(3).replace("|", "").strip();
    }

    /** The page with something else about this row. */
    String with(int row, String now) {
        return found(row)
                .replaceFirst(
                        Matcher.quoteReplacement(
                                found(row).group(1) + " " + now + " " + found(row).group(3)));
    }

    private Matcher found(Meter meter) {
        Matcher matcher =
                Pattern.compile("(?m)^(- " + Pattern.quote(meter.what()) + ": )(.*)$")
                        .matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(FILE + " has no line for " + meter.what());
        }
        return matcher;
    }

    /** What the page says that this meter shows. */
    String now(Meter meter) {
        return found(meter).group(2);
    }

    /** The page with something else about this meter. */
    String with(Meter meter, String now) {
        Matcher matcher = found(meter);
        return matcher.replaceFirst(Matcher.quoteReplacement(matcher.group(1) + now));
    }
}
