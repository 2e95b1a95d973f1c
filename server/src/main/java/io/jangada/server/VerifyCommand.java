package io.jangada.server;

import io.jangada.node.storage.Finding;
import io.jangada.node.storage.Identity;
import io.jangada.node.storage.Inspection;
import io.jangada.node.storage.Manifest;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Members;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code jangada verify DIR...}: whether the data of a stopped member is sound. */
@Command(
        name = "verify",
        description = {
            "Reads the data directory of a stopped member as its next start would, and changes"
                    + " nothing.",
            "Says what is in it and, of any damage, where it is, what the server does with it and"
                    + " what to do."
        },
        footer = "Exit: 0 all is well, 1 something is damaged, 2 it cannot be looked at.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("SystemOut")
final class VerifyCommand implements Callable<Integer> {
    /** What was asked for cannot be done. */
    static final int MISTAKE = 2;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "the data directory of a member")
    private List<Path> directories = new ArrayList<>();

    @Option(
            names = {"-w", "--write-out"},
            paramLabel = "FORMAT",
            description = "simple or json (default: simple)")
    private String format = "simple";

    @Option(names = "--black-box", description = "read the black box too")
    private boolean box;

    @Override
    public Integer call() {
        if (!format.equals("simple") && !format.equals("json")) {
            System.err.println("jangada: -w " + format + " is not one of simple, json");
            return MISTAKE;
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int status = 0;
        List<String> objects = new ArrayList<>();
        for (Path directory : directories) {
            try {
                Examination found = Examination.of(directory, box, Progress.onTerminal());
                status = Math.max(status, found.isDamaged() ? 1 : 0);
                if (format.equals("json")) {
                    objects.add(json(found));
                } else {
                    print(out, found);
                }
            } catch (CannotStart mistake) {
                System.err.println("jangada: " + mistake.sentence());
                status = MISTAKE;
            }
        }
        if (format.equals("json")) {
            out.println("[" + String.join(",", objects) + "]");
        }
        out.flush();
        return status;
    }

    private static void print(PrintStream out, Examination found) {
        out.println(found.directory());
        facts(found).forEach((name, value) -> out.printf("  %-14s %s%n", name, value));
        for (Finding finding : found.findings()) {
            Advice advice = Advice.of(finding, found.directory(), found.isAlone());
            boolean damage = Advice.isDamage(finding);
            out.printf("  %-14s %s%n", damage ? "DAMAGED" : "note", finding.what());
            if (finding.effect() != Finding.Effect.NOTED) {
                out.printf("  %-14s at the next start: %s%n", "", advice.then());
                out.printf("  %-14s what to do: %s%n", "", advice.now());
            }
        }
        out.println(found.isDamaged() ? "  damaged" : "  sound");
    }

    /** What is there, by name, in words. */
    static Map<String, String> facts(Examination found) {
        Map<String, String> facts = new LinkedHashMap<>();
        Inspection storage = found.storage();
        Identity identity = storage.identity();
        if (identity != null) {
            facts.put("member", identity.memberId().toString());
            facts.put("cluster", Long.toHexString(identity.clusterId()));
            facts.put("starts", Long.toString(identity.bootEpoch()));
        }
        HardState state = storage.hardState();
        if (state != null) {
            Object vote = state.votedFor() == null ? "nobody" : state.votedFor();
            facts.put("vote", "term %d, for %s".formatted(state.currentTerm(), vote));
        }
        Entries log = storage.log();
        if (log != null) {
            facts.put("entries", entries(log));
        }
        Inspection.Place usable = storage.usable();
        if (usable != null) {
            facts.put(
                    "usable", "up to index %d of term %d".formatted(usable.index(), usable.term()));
        }
        for (Manifest snapshot : storage.snapshots()) {
            facts.merge("snapshots", words(snapshot), (a, b) -> a + "; " + b);
        }
        if (found.revision() > 0) {
            facts.put("revision", found.revision() + " in the newest snapshot, which loads");
        }
        facts.put("configuration", words(found, storage.members()));
        facts.put("journal", storage.segments() + " segment files");
        facts.put("bytes", Long.toString(storage.bytes()));
        return facts;
    }

    private static String entries(Entries log) {
        return log.isEmpty()
                ? "none behind index " + (log.first() - 1)
                : "%d, index %d to %d, term %d to %d"
                        .formatted(
                                log.count(),
                                log.first(),
                                log.last(),
                                log.term(log.first()),
                                log.term(log.last()));
    }

    private static String words(Manifest snapshot) {
        return "up to index %d of term %d, %d bytes"
                .formatted(snapshot.index(), snapshot.term(), snapshot.bytes());
    }

    private static String words(Examination found, @Nullable Members members) {
        Birth birth = found.birth();
        Members known = members == null && birth != null ? birth.members() : members;
        if (known == null || known.voters().isEmpty()) {
            return "none yet";
        }
        return "voters "
                + ids(known.voters())
                + (known.isJoint() ? ", leaving " + ids(known.outgoing()) : "")
                + (known.learners().isEmpty() ? "" : ", learners " + ids(known.learners()));
    }

    private static String ids(Iterable<?> servers) {
        List<String> texts = new ArrayList<>();
        servers.forEach(server -> texts.add(server.toString()));
        return String.join(" ", texts);
    }

    private static String json(Examination found) {
        Map<String, String> facts = facts(found);
        String findings =
                found.findings().stream()
                        .map(finding -> json(finding, found))
                        .collect(Collectors.joining(",", "[", "]"));
        StringBuilder text = new StringBuilder("{");
        text.append("\"directory\":").append(quote(found.directory().toString()));
        text.append(",\"damaged\":").append(found.isDamaged());
        text.append(",\"starts\":").append(!found.isRefused());
        Entries log = found.storage().log();
        if (log != null) {
            text.append(",\"first_index\":").append(log.first());
            text.append(",\"last_index\":").append(log.last());
            text.append(",\"entries\":").append(log.count());
        }
        Inspection.Place usable = found.storage().usable();
        if (usable != null) {
            text.append(",\"usable_index\":").append(usable.index());
            text.append(",\"usable_term\":").append(usable.term());
        }
        if (!found.storage().snapshots().isEmpty()) {
            Manifest newest = found.storage().snapshots().getLast();
            text.append(",\"snapshot_index\":").append(newest.index());
        }
        text.append(",\"bytes\":").append(found.storage().bytes());
        facts.remove("bytes");
        facts.remove("starts");
        text.append(",\"facts\":{");
        text.append(
                facts.entrySet().stream()
                        .map(fact -> quote(fact.getKey()) + ":" + quote(fact.getValue()))
                        .collect(Collectors.joining(",")));
        return text.append("},\"findings\":").append(findings).append('}').toString();
    }

    private static String json(Finding finding, Examination found) {
        Advice advice = Advice.of(finding, found.directory(), found.isAlone());
        return "{\"what\":%s,\"damage\":%b,\"effect\":%s,\"then\":%s,\"do\":%s}"
                .formatted(
                        quote(finding.what()),
                        Advice.isDamage(finding),
                        quote(finding.effect().toString()),
                        quote(advice.then()),
                        quote(advice.now()));
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                default -> {
                    if (c < ' ') {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
