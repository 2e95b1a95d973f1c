package io.jangada.client;

import java.util.List;
import java.util.stream.IntStream;

/** Boxes of ASCII; only for lists of members and endpoints. */
record TablePrinter(Console console) implements Printer {

    @Override
    public void put(Result.Put result) {
        throw unsupported();
    }

    @Override
    public void get(Result.Get result) {
        throw unsupported();
    }

    @Override
    public void delete(Result.Delete result) {
        throw unsupported();
    }

    @Override
    public void txn(Result.Txn result) {
        throw unsupported();
    }

    static Mistake unsupported() {
        return new Mistake("table not supported as output format");
    }

    @Override
    public void members(Members result) {
        table(Rows.MEMBER, Rows.members(result));
    }

    @Override
    public void statuses(List<EndpointStatus> results) {
        table(Rows.STATUS, Rows.statuses(results));
    }

    @Override
    public void healths(List<EndpointHealth> results) {
        table(Rows.HEALTH, Rows.healths(results));
    }

    @Override
    public void memberAdded(String name, List<String> urls, Members.Added result) {
        throw unsupported();
    }

    @Override
    public void memberChanged(String how, long id, Members result) {
        throw unsupported();
    }

    private void table(List<String> head, List<List<String>> rows) {
        List<Integer> widths =
                IntStream.range(0, head.size()).mapToObj(i -> width(head, rows, i)).toList();
        StringBuilder rule = new StringBuilder("+");
        widths.forEach(width -> rule.append("-".repeat(width + 2)).append('+'));
        rule.append('\n');
        StringBuilder table = new StringBuilder(rule).append('|');
        for (int i = 0; i < head.size(); i++) {
            int gap = widths.get(i) - length(head.get(i));
            table.append(' ').append(" ".repeat(gap / 2)).append(head.get(i));
            table.append(" ".repeat(gap - gap / 2)).append(" |");
        }
        table.append('\n').append(rule);
        for (List<String> row : rows) {
            table.append('|');
            for (int i = 0; i < row.size(); i++) {
                int gap = widths.get(i) - length(row.get(i));
                table.append(' ').append(" ".repeat(gap)).append(row.get(i)).append(" |");
            }
            table.append('\n');
        }
        console.out(table.append(rule).toString());
    }

    private static int width(List<String> head, List<List<String>> rows, int column) {
        int widest = length(head.get(column));
        for (List<String> row : rows) {
            widest = Math.max(widest, length(row.get(column)));
        }
        return widest;
    }

    /** Places on the screen. */
    private static int length(String text) {
        String characters = Text.characters(text);
        return characters.codePointCount(0, characters.length());
    }
}
