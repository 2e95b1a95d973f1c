package io.jangada.server;

import io.jangada.server.backup.BackupFile;

import java.util.List;
import java.util.Locale;

/** What {@code snapshot status} prints, as etcdutl does. */
final class BackupText {
    static final List<String> FORMATS = List.of("simple", "json", "table", "fields");

    private static final List<String> HEAD =
            List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE", "VERSION");
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");
    private static final int THOUSAND = 1000;

    private BackupText() {}

    /** With its line end. */
    static String of(BackupFile backup, String format) {
        long hash = Integer.toUnsignedLong(backup.hash());
        long revision = backup.header().revision();
        long keys = backup.header().keys();
        String version = backup.header().version();
        return switch (format) {
            case "json" ->
                    ("{\"hash\":%d,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d,"
                                    + "\"version\":\"%s\"}\n")
                            .formatted(hash, revision, keys, backup.bytes(), version);
            case "fields" ->
                    """
                    "Hash" : %d
                    "Revision" : %d
                    "Keys" : %d
                    "Size" : %d
                    "Version" : %s
                    """
                            .formatted(hash, revision, keys, backup.bytes(), version);
            case "table" -> table(row(backup));
            default -> String.join(", ", row(backup)) + "\n";
        };
    }

    private static List<String> row(BackupFile backup) {
        return List.of(
                Integer.toHexString(backup.hash()),
                Long.toString(backup.header().revision()),
                Long.toString(backup.header().keys()),
                size(backup.bytes()),
                backup.header().version());
    }

    /** Two digits and a unit of thousands. */
    static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= THOUSAND && unit < UNITS.size() - 1) {
            size /= THOUSAND;
            unit++;
        }
        boolean fraction = unit > 0 && Math.round(size * 10) < 100;
        return String.format(Locale.ROOT, fraction ? "%.1f" : "%.0f", size) + " " + UNITS.get(unit);
    }

    private static String table(List<String> row) {
        StringBuilder rule = new StringBuilder("+");
        StringBuilder head = new StringBuilder("|");
        StringBuilder cells = new StringBuilder("|");
        for (int i = 0; i < row.size(); i++) {
            String title = HEAD.get(i);
            int width = Math.max(title.length(), row.get(i).length());
            int gap = width - title.length();
            rule.append("-".repeat(width + 2)).append('+');
            head.append(' ').append(" ".repeat(gap / 2)).append(title);
            head.append(" ".repeat(gap - gap / 2)).append(" |");
            cells.append(' ').append(" ".repeat(width - row.get(i).length()));
            cells.append(row.get(i)).append(" |");
        }
        return "%s\n%s\n%s\n%s\n%s\n".formatted(rule, head, rule, cells, rule);
    }
}
