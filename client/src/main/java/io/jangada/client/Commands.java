package io.jangada.client;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

import java.util.List;

/**
 * Which commands there are, with their flags and their help. Built by hand rather than read from
 * annotations, which keeps the start-up short. Every flag with a value is text here; {@link Flags}
 * reads it.
 */
final class Commands {

    private static final String NAME = "jangada";

    private Commands() {}

    /** The whole tree. */
    static CommandLine all() {
        CommandSpec root =
                group("<command>", "", "Talks to a cluster that speaks the etcd v3 API.")
                        .name(NAME)
                        .addSubcommand("get", get())
                        .addSubcommand("put", put())
                        .addSubcommand("del", del())
                        .addSubcommand("txn", txn())
                        .addSubcommand("compaction", compaction())
                        .addSubcommand("endpoint", endpoint())
                        .addSubcommand("member", member())
                        .addSubcommand("move-leader", moveLeader())
                        .addSubcommand("snapshot", snapshot())
                        .addSubcommand("version", leaf("version", "", "Prints the version."));
        global(root);
        examples(
                root,
                NAME + " put greeting hello",
                NAME + " get greeting",
                NAME + " get --prefix '' --keys-only",
                NAME + " --endpoints 127.0.0.1:2379,127.0.0.1:22379 endpoint status -w table",
                NAME + " get --help");
        root.usageMessage()
                .footer(
                        concat(
                                root.usageMessage().footer(),
                                "",
                                "Every global flag has an environment variable: ETCDCTL_ENDPOINTS,",
                                "ETCDCTL_WRITE_OUT and so on. A flag wins over its variable.",
                                "Exit status: 0 done, 1 failed, 130 interrupted."));
        return configured(root);
    }

    /** One of the commands that a transaction may hold; null when it may not. */
    static CommandLine operation(String name) {
        return configured(
                switch (name) {
                    case "get" -> get();
                    case "put" -> put();
                    case "del" -> del();
                    default -> throw new Mistake(name);
                });
    }

    private static CommandLine configured(CommandSpec spec) {
        return new CommandLine(spec)
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setAllowOptionsAsOptionParameters(true)
                .setInterpolateVariables(false)
                .setUsageHelpWidth(100);
    }

    private static void global(CommandSpec root) {
        inherit(
                root,
                OptionSpec.builder("--endpoints")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(",")
                        .paramLabel("<list>")
                        .hideParamSyntax(true)
                        .description("servers, comma separated (127.0.0.1:2379)"));
        inherit(root, valued("--dial-timeout", "for one connection (2s)", "<time>"));
        inherit(root, valued("--command-timeout", "for the whole command (5s)", "<time>"));
        inherit(
                root,
                OptionSpec.builder("-w", "--write-out")
                        .type(String.class)
                        .paramLabel("<format>")
                        .description("simple, json, table or fields (simple)"));
        inherit(root, flag("--hex", "print bytes as \\xNN, and ids in hexadecimal"));
        inherit(
                root,
                OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .usageHelp(true)
                        .description("print this help"));
    }

    private static void inherit(CommandSpec root, OptionSpec.Builder option) {
        root.addOption(option.scopeType(ScopeType.INHERIT).build());
    }

    private static CommandSpec get() {
        CommandSpec get = leaf("get", "<key> [range_end]", "Gets the key or a range of keys.");
        add(get, valued("--consistency", "l for linearizable, s for serializable (l)", "<l|s>"));
        add(get, valued("--order", "ASCEND or DESCEND", "<order>"));
        add(get, valued("--sort-by", "CREATE, KEY, MODIFY, VALUE or VERSION (KEY)", "<field>"));
        add(get, valued("--limit", "at most so many keys, 0 for all (0)", "<n>"));
        add(get, flag("--prefix", "every key that starts with the given one"));
        add(get, flag("--from-key", "every key from the given one on, in byte order"));
        add(get, valued("--rev", "read the store as it was at this revision", "<revision>"));
        add(get, flag("--keys-only", "leave the values out"));
        add(get, flag("--count-only", "only count, with -w fields"));
        add(get, flag("--print-value-only", "leave the keys out, with -w simple"));
        return examples(
                get,
                NAME + " get greeting",
                NAME + " get --prefix user/ --limit 10",
                NAME + " get a m                 # from a to just before m",
                NAME + " get greeting --rev 5 -w json");
    }

    private static CommandSpec put() {
        CommandSpec put = leaf("put", "<key> [value]", "Puts the given key into the store.");
        add(put, valued("--lease", "attach this lease, in hexadecimal (0)", "<id>"));
        add(put, flag("--prev-kv", "print the key and value from before"));
        add(put, flag("--ignore-value", "keep the value, change the lease"));
        add(put, flag("--ignore-lease", "keep the lease, change the value"));
        return examples(
                put,
                NAME + " put greeting hello",
                NAME + " put picture < picture.png  # the value from standard input",
                NAME + " put -- greeting --hello    # a value that starts with a dash");
    }

    private static CommandSpec del() {
        CommandSpec del =
                leaf(
                        "del",
                        "<key> [range_end]",
                        "Removes the key, or the range of keys [key, range_end).");
        add(del, flag("--prefix", "every key that starts with the given one"));
        add(del, flag("--from-key", "every key from the given one on, in byte order"));
        add(del, flag("--prev-kv", "print the deleted keys and values"));
        add(del, flag("--range", "do not wait 2 s before a range is deleted"));
        return examples(
                del,
                NAME + " del greeting",
                NAME + " del --prefix user/ --prev-kv",
                NAME + " del a m --range");
    }

    private static CommandSpec txn() {
        CommandSpec txn =
                leaf(
                        "txn",
                        "",
                        "Reads a transaction from standard input and does it, all or nothing.",
                        "Three lists, each ended by an empty line: what must hold, what to do when",
                        "all of it holds, what to do otherwise. A condition is value(\"k\"), mod,",
                        "create, version or lease, then =, !=, > or <, then a quoted text.");
        add(
                txn,
                OptionSpec.builder("-i", "--interactive")
                        .type(boolean.class)
                        .description("say what is read next"));
        return examples(
                txn,
                NAME + " txn --interactive",
                "printf 'create(\"k\") = \"0\"\\n\\nput k first\\n\\nget k\\n\\n' | "
                        + NAME
                        + " txn");
    }

    private static CommandSpec compaction() {
        CommandSpec compaction =
                leaf("compaction", "<revision>", "Forgets history before the given revision.");
        compaction.aliases("compact");
        add(compaction, flag("--physical", "wait until it is gone from storage"));
        return examples(compaction, NAME + " compaction 1234");
    }

    private static CommandSpec endpoint() {
        CommandSpec endpoint = group("endpoint", "status|health", "Asks each endpoint.");
        inherit(endpoint, flag("--cluster", "ask every member of the cluster"));
        return examples(
                endpoint.addSubcommand(
                                "health",
                                leaf(
                                        "endpoint health",
                                        "",
                                        "Says whether each endpoint answers reads."))
                        .addSubcommand(
                                "status",
                                leaf(
                                        "endpoint status",
                                        "",
                                        "Prints what each endpoint says of itself.")),
                NAME + " endpoint status -w table",
                NAME + " endpoint health --cluster");
    }

    private static CommandSpec member() {
        CommandSpec member =
                group(
                        "member",
                        "list|add|remove|update|promote",
                        "About the members of the cluster.");
        CommandSpec add =
                leaf(
                        "member add",
                        "<name> --peer-urls=<url,...>",
                        "Adds a member, and prints what to start it with.",
                        "It gets its vote as soon as it has caught up.");
        add(add, urls());
        add(add, flag("--learner", "give it no vote until it is promoted"));
        CommandSpec update =
                leaf(
                        "member update",
                        "<id> --peer-urls=<url,...>",
                        "Has the others reach a member elsewhere.");
        add(update, urls());
        return examples(
                member.addSubcommand("add", add)
                        .addSubcommand(
                                "list",
                                leaf("member list", "", "Lists the members of the cluster."))
                        .addSubcommand(
                                "promote",
                                leaf("member promote", "<id>", "Gives a learner its vote."))
                        .addSubcommand(
                                "remove",
                                leaf("member remove", "<id>", "Removes a member, which then ends."))
                        .addSubcommand("update", update),
                NAME + " member list -w table",
                NAME + " member add d --peer-urls=http://10.0.0.4:2380",
                NAME + " member remove 8e9e05c52164694d");
    }

    private static CommandSpec moveLeader() {
        return examples(
                leaf(
                        "move-leader",
                        "<id>",
                        "Has another member lead. One of the endpoints has to be the leader's."),
                NAME + " --endpoints 10.0.0.1:2379,10.0.0.2:2379 move-leader 8e9e05c52164694d");
    }

    private static CommandSpec snapshot() {
        CommandSpec snapshot =
                group(
                        "snapshot",
                        "save|status|restore",
                        "Saves what a server has, to be restored to a new cluster.",
                        "status and restore work on the file alone: "
                                + NAME
                                + " snapshot restore --help");
        CommandSpec save =
                leaf(
                        "snapshot save",
                        "<filename>",
                        "Stores what one server has to a given file.",
                        "It takes as long as it takes, unless --command-timeout is given.");
        return examples(
                snapshot.addSubcommand("save", save),
                NAME + " --endpoints 10.0.0.1:2379 snapshot save backup.db",
                NAME + " snapshot status backup.db -w table",
                NAME + " snapshot restore backup.db --data-dir new.jangada");
    }

    private static OptionSpec.Builder urls() {
        return OptionSpec.builder("--peer-urls")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .splitRegex(",")
                .paramLabel("<url,...>")
                .description("where the other members reach it");
    }

    /** A command that does something, with any number of arguments. */
    private static CommandSpec leaf(String path, String synopsis, String... description) {
        CommandSpec leaf = group(path, synopsis, description);
        return leaf.addPositional(
                PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .hidden(true)
                        .build());
    }

    /** A command that only has commands. */
    private static CommandSpec group(String path, String synopsis, String... description) {
        CommandSpec spec = CommandSpec.create().name(path.substring(path.lastIndexOf(' ') + 1));
        spec.usageMessage()
                .description(description)
                .sortOptions(true)
                .customSynopsis(NAME + " " + path + " [flags] " + synopsis);
        return spec;
    }

    private static CommandSpec examples(CommandSpec spec, String... lines) {
        String[] footer = new String[lines.length + 2];
        footer[0] = "";
        footer[1] = "Examples:";
        for (int i = 0; i < lines.length; i++) {
            footer[i + 2] = "  " + lines[i].replace("%", "%%"); // picocli reads formats
        }
        spec.usageMessage().footer(footer);
        return spec;
    }

    private static String[] concat(String[] first, String... second) {
        String[] both = new String[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void add(CommandSpec spec, OptionSpec.Builder option) {
        spec.addOption(option.build());
    }

    private static OptionSpec.Builder flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description);
    }

    private static OptionSpec.Builder valued(String name, String description, String label) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description);
    }
}
