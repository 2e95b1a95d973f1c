package io.jangada.sim.script;

import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.sim.check.Violation;
import io.jangada.words.Words;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A story as the tests of module {@code raft} run it: commands behind {@code >}, and what they
 * cause.
 */
public final class Scenario {
    private static final int WIDTH = 100;

    /** Messages of so many receivers are shown in the end. */
    private static final int SHOWN = 2;

    private final Story story;
    private final List<String> lines = new ArrayList<>();

    private Scenario(Story story) {
        this.story = story;
    }

    public static List<String> lines(Story story) {
        Scenario scenario = new Scenario(story);
        scenario.beginning();
        for (int i = 0; i < story.happenings().size(); i++) {
            scenario.step(i, story.happenings().get(i));
        }
        scenario.end();
        return scenario.lines;
    }

    private void beginning() {
        Violation violation = story.violation();
        if (violation != null) {
            comment(violation.toString());
        }
        Plot plot = story.plot();
        if (!plot.prompt()) {
            lines.add("> disk slow");
        }
        if (!plot.settings().equals(Plot.PLAIN)) {
            lines.add("> settings " + text(plot.settings()));
        }
        lines.add("> servers " + plot.servers());
    }

    private void comment(String sentence) {
        String line = "#";
        for (String word : sentence.split("\\s+", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                lines.add(line);
                line = "#";
            }
            line = line + " " + word;
        }
        lines.add(line);
    }

    private static String text(Settings settings) {
        return new StringJoiner(" ")
                .add(Integer.toString(settings.appendBytesMax()))
                .add(Integer.toString(settings.appendEntriesMax()))
                .add(Integer.toString(settings.windowMessagesMax()))
                .add(Long.toString(settings.windowBytesMax()))
                .add(Long.toString(settings.uncommittedBytesMax()))
                .add(Integer.toString(settings.readsMax()))
                .add(Integer.toString(settings.heldMessagesMax()))
                .toString();
    }

    private void step(int number, Happening happening) {
        lines.add("> " + command(number, happening));
        Letter letter = happening.letter();
        if (letter != null) {
            lines.add(text(letter));
        }
        for (Output output : happening.outputs()) {
            if (!(output instanceof Output.Send)) {
                lines.add("  " + happening.step().at() + ": " + Words.text(output));
            }
        }
        if (happening.stopped() != null) {
            lines.add("stops: " + happening.stopped());
        }
    }

    private static String text(Letter letter) {
        return letter.from + " -> " + letter.to + " " + Words.text(letter.message);
    }

    private String command(int number, Happening happening) {
        return switch (happening.step()) {
            case Step.Deliver _ -> delivery(number, happening.letter());
            case Step other -> command(other);
        };
    }

    /** Of all steps but deliveries. */
    static String command(Step step) {
        return switch (step) {
            case Step.Elapse(var at) -> "elapse " + at;
            case Step.Campaign(var at) -> "campaign " + at;
            case Step.Silence(var at) -> "silence " + at;
            case Step.Heartbeat(var at) -> "heartbeat " + at;
            case Step.QuorumSilent(var at) -> "quorum-silent " + at;
            case Step.Lost(var at, var peer) -> "lost " + at + " " + peer;
            case Step.Propose(var at, var sizes) -> {
                StringJoiner each = new StringJoiner(" ");
                for (int i = 0; i < sizes.count(); i++) {
                    each.add(Integer.toString(sizes.at(i)));
                }
                yield "propose " + at + " " + each;
            }
            case Step.Read(var at, var ticket) -> "read " + at + " " + ticket;
            case Step.Transfer(var at, var to) -> "transfer " + at + " " + to;
            case Step.Hear(var at, var term) -> "hear " + at + " " + term;
            case Step.Save(var at, var count) -> "save " + at + " " + count;
            case Step.Force(var at, var count) -> "force " + at + " " + count;
            case Step.Crash(var at) -> "crash " + at;
            case Step.Reboot(var at, var saves, var entries, var suspect) ->
                    "reboot "
                            + at
                            + (saves == 0 ? "" : " saves " + saves)
                            + (entries == 0 ? "" : " entries " + entries)
                            + (suspect == 0 ? "" : " suspect " + suspect);
            case Step.Deliver(var from, var at, _, _) -> "deliver " + from + " " + at;
        };
    }

    /** By its place among those under way between the two, unless it is the only one. */
    private String delivery(int number, @Nullable Letter letter) {
        if (letter == null) {
            throw new IllegalArgumentException("only a letter is delivered");
        }
        String between = letter.from + " " + letter.to;
        List<Letter> underWay =
                story.letters().stream()
                        .filter(each -> each.from.equals(letter.from))
                        .filter(each -> each.to.equals(letter.to))
                        .filter(each -> each.sent < number)
                        .filter(each -> each.arrived < 0 || each.arrived >= number)
                        .toList();
        String place = " " + (underWay.indexOf(letter) + 1);
        if (letter.arrived > number) {
            return "copy " + between + place;
        }
        return "deliver " + between + (underWay.size() == 1 ? "" : place);
    }

    /** Where it was the last step that broke something, what left in it may be what is wrong. */
    private void end() {
        int last = story.happenings().size() - 1;
        if (last >= 0 && story.happenings().get(last).stopped() == null) {
            TreeSet<ServerId> receivers =
                    story.letters().stream()
                            .filter(each -> each.sent == last)
                            .map(each -> each.to)
                            .collect(Collectors.toCollection(TreeSet::new));
            if (receivers.size() <= SHOWN) {
                ServerId from = story.happenings().get(last).step().at();
                receivers.forEach(to -> bag(from, to, last));
            }
        }
        lines.add("> show");
        lines.addAll(story.shown());
    }

    private void bag(ServerId from, ServerId to, int last) {
        lines.add("> bag " + from + " " + to);
        story.letters().stream()
                .filter(each -> each.from.equals(from) && each.to.equals(to))
                .filter(each -> each.sent <= last && each.arrived < 0)
                .sorted(Comparator.comparingInt(each -> each.sent))
                .forEach(each -> lines.add(text(each)));
    }
}
