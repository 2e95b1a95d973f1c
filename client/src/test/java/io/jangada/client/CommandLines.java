package io.jangada.client;

import static io.jangada.client.Etcd.Line.line;
import static io.jangada.client.Etcd.Line.reading;

import io.jangada.client.Etcd.Line;

import java.util.ArrayList;
import java.util.List;

/** The command lines that are run by both programs. */
final class CommandLines {

    private static final List<String> FORMATS = List.of("simple", "json", "fields", "table");
    private static final String ODD = "x\u0001\u00ff\"<&>\u00e2\u0080\u00a8\u00c3\u00a9\n\t\\";

    private CommandLines() {}

    /** To be run in this order on a fresh server. */
    static List<Line> changing() {
        List<Line> lines = new ArrayList<>();
        lines.addAll(puts());
        lines.addAll(gets());
        for (String format : FORMATS) {
            lines.add(line("-w", format, "get", "a"));
            lines.add(line("-w", format, "get", "nothing"));
            lines.add(line("-w", format, "get", "--prefix", "", "--limit", "2"));
            lines.add(line("-w", format, "get", "odd"));
            lines.add(line("-w", format, "del", "nothing"));
            lines.add(line("-w", format, "member", "list"));
        }
        for (String format : List.of("simple", "json", "fields")) {
            lines.add(line("put", "a", "again", "--prev-kv", "-w", format));
            lines.add(line("put", "new/" + format, "1", "--prev-kv", "-w", format));
            lines.add(line("del", "new/" + format, "--prev-kv", "-w", format));
            lines.addAll(txns(format));
        }
        lines.addAll(wrongTxns());
        lines.addAll(deletions());
        lines.addAll(compactions());
        lines.addAll(mistakes());
        return lines;
    }

    private static List<Line> puts() {
        return List.of(
                line("put", "a", "1"),
                line("put", "a", "2"),
                line("put", "b", ""),
                line("put", "odd", ODD),
                line("put", "odd\u00ff\u00fe", "bytes in the key"),
                reading("from\nstandard input\n", "put", "c"),
                line("put", "--", "d", "--dashes"),
                line("put", "e", "one", "two"),
                line("put", "a", "--ignore-value"),
                line("put", "a", "3", "--ignore-lease"),
                line("put", "a", "4", "--prev-kv", "--hex"),
                line("put", "k1", "v1"),
                line("put", "k2", "v0"),
                line("put", "k3", "v2"),
                line("put", "k1", "v1"));
    }

    private static List<Line> gets() {
        return List.of(
                line("get", "a"),
                line("get", "odd"),
                line("get", "odd", "--hex"),
                line("get", "odd", "-w", "fields"),
                line("get", "odd", "-w", "json"),
                line("get", "odd\u00ff\u00fe", "-w", "fields"),
                line("get", "--prefix", "odd", "--keys-only"),
                line("get", "a", "c"),
                line("get", "c", "a"),
                line("get", "a", "b", "c"),
                line("get", "--from-key", "k2"),
                line("get", "--from-key", "", "--limit", "3", "-w", "json"),
                line("get", "--prefix", "k", "--order", "descend"),
                line("get", "--prefix", "k", "--sort-by", "value"),
                line("get", "--prefix", "k", "--sort-by=VERSION", "--order=DESCEND"),
                line("get", "--prefix", "k", "--sort-by", "MODIFY", "--keys-only"),
                line("get", "--prefix", "k", "--sort-by", "CREATE", "--print-value-only"),
                line("get", "a", "--rev", "2"),
                line("get", "a", "--rev=3", "-wjson"),
                line("get", "a", "--rev", "-3"),
                line("get", "a", "--consistency", "s", "-w=json"),
                line("get", "a", "--prefix=false"),
                line("get", "a", "--prefix=true", "--prefix=false"),
                line("get", "k", "--prefix", "--limit", "0x2"),
                line("--hex", "get", "a", "--print-value-only"),
                line("get", "a", "--hex", "-w", "json"),
                line("get", "--command-timeout", "1m30.5s", "--dial-timeout=100ms", "a"));
    }

    private static List<Line> txns(String format) {
        return List.of(
                reading(
                        """
                        mod("q") = "0"
                        version("a") > "1"
                        value("a") != 'x"
                        """
                                .replace('\'', '"'),
                        "txn",
                        "-w",
                        format),
                reading(
                        """
                        mod("q") = "0"
                        ver("a")  >  "1"
                        val("k1") = "v1"
                        c("k1") < "1000"

                        put q "x y"
                        get q
                        get k --prefix --order DESCEND --limit 2
                        del k1 --prev-kv
                        put p '1'
                        put "r\\x41\\n" "\\u00e9\\101"
                        del zz
                        put q2 z --prev-kv

                        get q

                        """,
                        "txn",
                        "-w",
                        format),
                reading(
                        "create(`q`) = \"0\"\n\nput q 1\n\nget q\ndel q\nput k1 v1\n\n",
                        "txn",
                        "-w",
                        format),
                reading("\n\n\n", "txn", "-w", format),
                reading("value(\"none\") != \"x\"\n\n\n\n", "txn", "-i", "-w", format));
    }

    private static List<Line> wrongTxns() {
        return List.of(
                reading("", "txn"),
                reading("mod(\"q\") = \"0\"\n\nput q x\n", "txn"),
                reading("mod(q) = \"0\"\n\n\n\n", "txn"),
                reading("mod(\"q\" = \"0\"\n\n\n\n", "txn"),
                reading("mod(\"q\") = 0\n\n\n\n", "txn"),
                reading("mod(\"q\")\n\n\n\n", "txn"),
                reading("mod(\"q\") > \"abc\"\n\n\n\n", "txn"),
                reading("mod(\"q\") > \"9223372036854775808\"\n\n\n\n", "txn"),
                reading("foo(\"q\") > \"0\"\n\n\n\n", "txn"),
                reading("garbage\n\n\n\n", "txn"),
                reading("\nfly q\n\n\n", "txn"),
                reading("\nput\n\n\n", "txn"),
                reading("\nput q\n\n\n", "txn"),
                reading("\nget q --prefix --from-key\n\n\n", "txn"),
                reading("\nget q --bogus\n\n\n", "txn"),
                reading("\nput a 1\nput a 2\n\n\n", "txn"),
                reading("\nput \"\" 1\n\n\n", "txn"),
                reading("\nget a --rev 1000\n\n\n", "txn"),
                line("txn", "argument"));
    }

    private static List<Line> deletions() {
        return List.of(
                line("del", "a", "--prev-kv"),
                line("del", "a"),
                line("del", "--prefix", "k", "--prev-kv"),
                line("put", "x1", "1"),
                line("put", "x2", "2"),
                line("put", "x3", "3"),
                line("del", "x1", "x3"),
                line("del", "--from-key", "x", "--prev-kv", "--hex"),
                line("get", "--from-key", ""),
                line("del", "--prefix", "", "-w", "json"),
                line("get", "--prefix", "", "-w", "json"));
    }

    private static List<Line> compactions() {
        return List.of(
                line("compaction", "5"),
                line("compaction", "5"),
                line("compact", "6"),
                line("compaction", "7", "--physical"),
                line("compaction", "8", "-w", "json"),
                line("compaction", "9", "-w", "table"),
                line("compaction", "100000"),
                line("compaction", "0"),
                line("compaction", "--", "-1"),
                line("compaction"),
                line("compaction", "1", "2"),
                line("compaction", "x"),
                line("compaction", "99999999999999999999"),
                line("get", "a", "--rev", "2"),
                line("get", "a", "--rev", "100000"));
    }

    private static List<Line> mistakes() {
        return List.of(
                line("put"),
                line("put", "a"),
                line("put", "", "x"),
                line("put", "none", "--ignore-value"),
                line("put", "none", "x", "--ignore-lease"),
                line("put", "a", "b", "--ignore-value"),
                line("put", "a", "b", "--lease", "xyz"),
                line("put", "a", "b", "--lease", "fffffffffffffffff"),
                line("put", "a", "b", "--lease", "7f"),
                line("get"),
                line("get", ""),
                line("get", "--prefix", "--from-key", "a"),
                line("get", "a", "b", "--prefix"),
                line("get", "a", "--consistency", "x"),
                line("get", "a", "--order", "up"),
                line("get", "a", "--sort-by", "foo"),
                line("get", "a", "--limit", "x"),
                line("get", "a", "--limit", "99999999999999999999"),
                line("get", "a", "--limit"),
                line("get", "a", "--prefix=maybe"),
                line("get", "a", "--bogus"),
                line("get", "a", "--bogus=1"),
                line("get", "a", "-z"),
                line("get", "a", "-w", "xml"),
                line("get", "a", "-w", "json", "--print-value-only"),
                line("get", "a", "--command-timeout", "5"),
                line("get", "a", "--command-timeout", "x"),
                line("get", "a", "--command-timeout", "5x"),
                line("del"),
                line("del", ""),
                line("del", "a", "b", "--prefix"),
                line("del", "a", "b", "c"),
                line("del", "--prefix", "--from-key", "a"),
                line("bogus"));
    }

    /** Nothing of it changes who is a member. */
    private static List<Line> mistakesWithMembers() {
        return List.of(
                line("member", "add"),
                line("member", "add", "a"),
                line("member", "add", "a", "--peer-urls="),
                line("member", "add", "a", "--peer-urls=here"),
                line("member", "add", "a", "--peer-urls=http://127.0.0.1:1/path"),
                line("member", "remove"),
                line("member", "remove", "xyz"),
                line("member", "remove", "123"),
                line("member", "remove", "1", "2"),
                line("member", "update"),
                line("member", "update", "123"),
                line("member", "update", "123", "--peer-urls=http://127.0.0.1:1"),
                line("member", "promote"),
                line("member", "promote", "123"),
                line("move-leader"),
                line("move-leader", "1", "2"),
                line("move-leader", "xyz"),
                line("move-leader", ""),
                line("move-leader", "+1"),
                line("move-leader", "11112222333344445"),
                line("move-leader", "123"),
                line("move-leader", "123", "-w", "json"));
    }

    /** To be run by both on the same server. */
    static List<Line> looking() {
        List<Line> lines = new ArrayList<>();
        lines.add(line("endpoint", "status"));
        lines.add(line("endpoint", "health"));
        lines.add(line("member", "list", "--hex"));
        lines.addAll(mistakesWithMembers());
        lines.add(line("snapshot", "save"));
        lines.add(line("snapshot", "save", "a", "b"));
        lines.add(line("--endpoints=127.0.0.1:1", "snapshot", "save", "a"));
        for (String format : FORMATS) {
            lines.add(line("endpoint", "status", "-w", format));
            lines.add(line("endpoint", "status", "--cluster", "-w", format));
            lines.add(line("member", "list", "-w", format));
        }
        for (String format : List.of("json", "fields", "table")) {
            lines.add(line("endpoint", "health", "-w", format));
            lines.add(line("endpoint", "--cluster", "health", "-w", format));
        }
        return lines;
    }
}
