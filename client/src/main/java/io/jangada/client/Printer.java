package io.jangada.client;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One of the output formats. Each method writes one command's result. */
interface Printer {

    void put(Result.Put result);

    void get(Result.Get result);

    void delete(Result.Delete result);

    void txn(Result.Txn result);

    void members(Members result);

    /** The member is to be called {@code name} and reached at {@code urls}. */
    void memberAdded(String name, List<String> urls, Members.Added result);

    /** {@code how} is what was done to the member {@code id}, with its preposition. */
    void memberChanged(String how, long id, Members result);

    void statuses(List<EndpointStatus> results);

    void healths(List<EndpointHealth> results);

    /** What one endpoint says about itself. */
    record EndpointStatus(String endpoint, MemberStatus status) {}

    /** Whether one endpoint answers a linearizable read; {@code error} says why not. */
    record EndpointHealth(String endpoint, long tookNanos, @Nullable String error) {}

    static Printer of(String format, boolean hex, boolean valueOnly, Console console) {
        if (valueOnly && !format.equals("simple")) {
            throw new Mistake("print-value-only is only for `--write-out=simple`");
        }
        return switch (format) {
            case "simple" -> new SimplePrinter(console, hex, valueOnly);
            case "json" -> new JsonPrinter(console, hex);
            case "fields" -> new FieldsPrinter(console, hex);
            case "table" -> new TablePrinter(console);
            default -> throw new Mistake("unsupported output format");
        };
    }
}
