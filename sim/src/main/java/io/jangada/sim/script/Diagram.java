package io.jangada.sim.script;

import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.sim.check.Violation;
import io.jangada.words.Words;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What happened, as a space-time diagram in text: a column for each server, time downwards, an
 * arrow from sender to receiver where a message arrives.
 */
public final class Diagram {
    private static final int WIDTH = 120;
    private static final int LANES = 48;
    private static final int LANE_MAX = 14;
    private static final int LANE_MIN = 6;
    private static final String LEGEND =
            "| follower  : candidate  # leader   E time-out  X end  O start  L elected  C commits";

    private final int lane;
    private final int margin;
    private final @Nullable Standing[] standings;
    private final List<String> lines = new ArrayList<>();

    private Diagram(int servers, List<Happening> happenings) {
        lane = Math.clamp(LANES / servers, LANE_MIN, LANE_MAX);
        margin = 2 + happenings.stream().mapToInt(each -> each.when().length()).max().orElse(1);
        standings = new Standing[servers];
        Arrays.fill(standings, Standing.FOLLOWER);
    }

    /** At most 120 characters wide for up to seven servers. */
    public static List<String> lines(
            int servers, List<Happening> happenings, @Nullable Violation violation) {
        Diagram diagram = new Diagram(servers, happenings);
        diagram.head();
        happenings.forEach(diagram::row);
        if (violation != null && !happenings.isEmpty()) {
            ServerId at = happenings.getLast().step().at();
            diagram.text("", diagram.mark(at, '!'), violation.toString());
        }
        return List.copyOf(diagram.lines);
    }

    private void head() {
        char[] names = new char[standings.length * lane];
        Arrays.fill(names, ' ');
        for (int server = 0; server < standings.length; server++) {
            names[center(server)] = (char) ('1' + server);
        }
        lines.add(LEGEND);
        add("", new String(names), "");
        add("", new String(bare()), "");
    }

    private int center(int server) {
        return server * lane + lane / 2;
    }

    private static int place(ServerId id) {
        return (int) id.value() - 1;
    }

    private char[] bare() {
        char[] lanes = new char[standings.length * lane];
        Arrays.fill(lanes, ' ');
        for (int server = 0; server < standings.length; server++) {
            lanes[center(server)] = line(standings[server]);
        }
        return lanes;
    }

    private static char line(@Nullable Standing standing) {
        return switch (standing) {
            case null -> ' ';
            case FOLLOWER -> '|';
            case PRE_CANDIDATE, CANDIDATE -> ':';
            case LEADER -> '#';
        };
    }

    private String mark(ServerId at, char sign) {
        char[] lanes = bare();
        lanes[center(place(at))] = sign;
        return new String(lanes);
    }

    private String arrow(ServerId from, ServerId to) {
        char[] lanes = bare();
        int tail = center(place(from));
        int head = center(place(to));
        int way = head > tail ? 1 : -1;
        for (int at = tail + way; at != head; at += way) {
            if (lanes[at] == ' ') {
                lanes[at] = '-';
            }
        }
        lanes[tail] = 'o';
        lanes[head - way] = way > 0 ? '>' : '<';
        return new String(lanes);
    }

    private void row(Happening happening) {
        ServerId at = happening.step().at();
        if (happening.step() instanceof Step.Deliver(var from, _, var message, _)) {
            String sent = happening.sent().isEmpty() ? "" : ", sent at " + happening.sent();
            text(happening.when(), arrow(from, at), Words.text(message) + sent);
        } else {
            String what = Scenario.command(happening.step());
            text(happening.when(), mark(at, sign(happening.step())), what);
        }
        standings[place(at)] = happening.standing();
        StringBuilder effects = new StringBuilder();
        char sign = line(happening.standing());
        for (Output output : happening.outputs()) {
            if (!(output instanceof Output.Send)) {
                effects.append(effects.isEmpty() ? "  " : "; ").append(Words.text(output));
            }
            sign = sign(output, sign);
        }
        if (happening.stopped() != null) {
            effects.append(effects.isEmpty() ? "  " : "; ");
            effects.append("stops: ").append(happening.stopped());
        }
        if (!effects.isEmpty()) {
            text("", mark(at, sign), effects.toString());
        }
    }

    private static char sign(Output output, char otherwise) {
        return switch (output) {
            case Output.Commit _ -> 'C';
            case Output.Changed(var standing, _, _) ->
                    standing == Standing.LEADER && otherwise != 'C' ? 'L' : otherwise;
            default -> otherwise;
        };
    }

    private static char sign(Step step) {
        return switch (step) {
            case Step.Elapse _, Step.Campaign _ -> 'E';
            case Step.Silence _, Step.QuorumSilent _ -> 's';
            case Step.Heartbeat _ -> 'h';
            case Step.Lost _ -> 'x';
            case Step.Propose _ -> 'p';
            case Step.Read _ -> 'r';
            case Step.Transfer _ -> 't';
            case Step.Hear _ -> '<';
            case Step.Save _, Step.Force _ -> 'd';
            case Step.Crash _ -> 'X';
            case Step.Reboot _ -> 'O';
            case Step.Deliver _ -> 'o';
        };
    }

    /** In as many lines as it takes. */
    private void text(String when, String lanes, String text) {
        int room = WIDTH - margin - lanes.length() - 1;
        String rest = text;
        String left = when;
        String shown = lanes;
        while (rest.length() > room) {
            int cut = rest.lastIndexOf(' ', room);
            if (cut <= 4) {
                cut = room;
            }
            add(left, shown, rest.substring(0, cut));
            rest = "    " + rest.substring(cut).strip();
            left = "";
            shown = new String(bare());
        }
        add(left, shown, rest);
    }

    private void add(String when, String lanes, String text) {
        String line = " ".repeat(margin - 1 - when.length()) + when + " " + lanes + " " + text;
        lines.add(line.stripTrailing());
    }
}
