package io.jangada.raft;

import io.jangada.raft.Fleet.Letter;
import io.jangada.words.Words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs the commands of a transcript and writes down what they cause. The commands:
 *
 * <pre>
 * servers N                            N servers at their first start
 * server I of N term T [vote V] [suspect S] log T1 T2 …     one that restarts with this state
 * one-by-one                           servers made from here on send one entry per message
 * settings BYTES ENTRIES MESSAGES BYTES BYTES READS HELD   limits of servers made from here on
 * elapse I        an election time-out (silence included)   silence I|all   the minimum of it
 * campaign I      the same, and all others promise their votes
 * hear I T        a refused vote from elsewhere shows I the term T
 * heartbeat I     a heartbeat is due                        quorum-silent I
 * propose I SIZE… | read I TICKET | transfer I J
 * lost I J                             I learns that what it sent to J may have been lost
 * deliver I J | deliver all            what is in the bag now, or until the bag is empty
 * deliver I J N | copy I J N           the Nth of those from I to J; a copy of it, which leaves it
 * votes                                deliver only votes and promises, until there are none
 * talk I J                             deliver only between these two, until they are quiet
 * settle                               deliver all, showing no messages
 * drop I J | drop all | bag [I J]      lose letters; show those under way
 * disk prompt | disk slow | persist I  whether writes become durable by themselves
 * save I N | force I N                 the N oldest terms and votes, or writes of entries, are durable
 * crash I | restart I | isolate I | heal
 * reboot I saves N entries M suspect S   both at once, letters stay under way; of what was ordered
 *                                      and not reported, the oldest N and M are durable
 * show [I]                             state and log
 * </pre>
 */
final class Scenario {
    /** More deliveries than any scenario needs: beyond it two servers talk for ever. */
    private static final int DELIVERIES_MAX = 2000;

    private static final Settings ONE_BY_ONE =
            new Settings(1_000_000_000, 100_000_000, 1 << 20, 1, 1, 1 << 20, 1 << 20, 100, 100);

    private final List<String> written = new ArrayList<>();
    private final Fleet fleet = new Fleet(this::observe);
    private Settings settings = OneServer.SETTINGS;
    private boolean quiet;

    /** The transcript with its outputs replaced by those of this run. */
    static List<String> rerun(List<String> transcript) {
        Scenario scenario = new Scenario();
        List<String> result = new ArrayList<>();
        for (String line : transcript) {
            if (line.startsWith("> ")) {
                result.add(line);
                result.addAll(scenario.run(line.substring(2)));
            } else if (line.isEmpty() || line.startsWith("#")) {
                result.add(line);
            }
        }
        return result;
    }

    /** Runs one command and returns the lines that it caused, the last one what a core refused. */
    List<String> run(String command) {
        written.clear();
        try {
            command(command.split(" ", -1));
        } catch (IllegalStateException broken) {
            write("stops: " + broken.getMessage());
        }
        return List.copyOf(written);
    }

    private void command(String[] words) {
        String[] rest = Arrays.copyOfRange(words, 1, words.length);
        switch (words[0]) {
            case "servers" -> servers(rest);
            case "server" -> server(rest);
            case "deliver", "talk", "votes", "drop", "settle", "bag", "copy" ->
                    letters(words[0], rest);
            case "disk" -> fleet.diskIsPrompt(rest[0].equals("prompt"));
            case "show" -> show(rest);
            case "heal" -> fleet.heal();
            case "one-by-one" -> settings = ONE_BY_ONE;
            case "settings" -> settings = settings(rest);
            case "silence" -> each(rest[0], this::silence);
            default -> one(words[0], id(rest[0]), rest);
        }
    }

    private void one(String command, ServerId id, String[] words) {
        switch (command) {
            case "elapse" -> {
                step(id, new Input.LeaderSilent());
                step(id, new Input.ElectionElapsed());
            }
            case "campaign" -> campaign(id);
            case "hear" ->
                    step(
                            id,
                            new Input.Receive(
                                    new ServerId(id.value() == 1 ? 2 : 1),
                                    new Message.RequestVoteReply(number(words[1]), false)));
            case "heartbeat" -> step(id, new Input.HeartbeatDue());
            case "quorum-silent" -> step(id, new Input.QuorumSilent());
            case "propose" -> step(id, new Input.Propose(1, sizes(words, 1)));
            case "read" -> step(id, new Input.Read(number(words[1])));
            case "lost" -> step(id, new Input.Lost(id(words[1])));
            case "transfer" -> step(id, new Input.Transfer(1, id(words[1])));
            case "persist" -> fleet.persist(id);
            case "save" -> fleet.save(id, (int) number(words[1]));
            case "force" -> fleet.force(id, (int) number(words[1]));
            case "reboot" -> reboot(id, List.of(words));
            case "crash" -> fleet.crash(id);
            case "restart" -> fleet.restart(id);
            case "isolate" -> fleet.isolate(id);
            default -> throw new IllegalArgumentException("no command " + command);
        }
    }

    /** One promise after the other until it is a candidate. */
    private void campaign(ServerId id) {
        step(id, new Input.LeaderSilent());
        step(id, new Input.ElectionElapsed());
        OneServer server = fleet.server(id);
        Message promise = new Message.PreVoteReply(server.term() + 1, true);
        for (ServerId peer : server.peers()) {
            if (server.standing() == Standing.PRE_CANDIDATE) {
                step(id, new Input.Receive(peer, promise));
            }
        }
    }

    private void reboot(ServerId id, List<String> words) {
        fleet.reboot(
                id,
                (int) number(words, "saves", 0),
                (int) number(words, "entries", 0),
                number(words, "suspect", 0));
    }

    private void silence(ServerId id) {
        if (!fleet.isDown(id)) {
            step(id, new Input.LeaderSilent());
        }
    }

    private void step(ServerId id, Input input) {
        fleet.step(id, input);
    }

    // Beginnings.

    private void servers(String[] words) {
        int count = Integer.parseInt(words[0]);
        for (int id = 1; id <= count; id++) {
            Start start = OneServer.start(new ServerId(id), count, HardState.INITIAL);
            fleet.add(OneServer.of(start, settings, OneServer.SHORTEST));
        }
    }

    private void server(String[] words) {
        List<String> list = List.of(words);
        long[] log =
                list.subList(list.indexOf("log") + 1, list.size()).stream()
                        .mapToLong(Long::parseLong)
                        .toArray();
        long vote = number(list, "vote", 0);
        HardState hardState =
                new HardState(number(list, "term", 0), vote == 0 ? null : new ServerId(vote));
        Start whole = OneServer.start(id(words[0]), (int) number(list, "of", 0), hardState, log);
        Start start =
                Start.of(
                        whole.self(),
                        whole.snapshot().members(),
                        hardState,
                        whole.log(),
                        number(list, "suspect", log.length + 1L),
                        whole.firstReadToken());
        fleet.add(OneServer.of(start, settings, OneServer.SHORTEST));
    }

    private static long number(List<String> words, String name, long otherwise) {
        int at = words.indexOf(name);
        return at < 0 ? otherwise : number(words.get(at + 1));
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }

    private static Settings settings(String[] words) {
        Settings times = OneServer.SETTINGS;
        return new Settings(
                times.electionTimeoutMin(),
                times.heartbeat(),
                (int) number(words[0]),
                (int) number(words[1]),
                (int) number(words[2]),
                number(words[3]),
                number(words[4]),
                (int) number(words[5]),
                (int) number(words[6]));
    }

    // Letters.

    private void letters(String command, String[] words) {
        Predicate<Letter> which = words.length < 2 ? letter -> true : between(words[0], words[1]);
        switch (command) {
            case "drop" -> write(fleet.drop(which) + " lost");
            case "bag" ->
                    fleet.bag().stream()
                            .filter(which)
                            .forEach(letter -> write(Transcript.text(letter)));
            case "copy" -> fleet.copy(which, (int) number(words[2]), this::announce);
            case "settle" -> {
                quiet = true;
                deliverAll(which);
                quiet = false;
            }
            case "votes" -> deliverAll(letter -> Transcript.isAboutVotes(letter.message()));
            case "talk" -> deliverAll(which.or(between(words[1], words[0])));
            default -> {
                if (words.length < 2) {
                    deliverAll(which);
                } else if (words.length > 2) {
                    fleet.deliver(which, (int) number(words[2]), this::announce);
                } else {
                    List<Letter> now = fleet.bag().stream().filter(which).toList();
                    now.forEach(
                            one -> fleet.deliverOne(letter -> letter.equals(one), this::announce));
                }
            }
        }
    }

    private void deliverAll(Predicate<Letter> which) {
        int delivered = 0;
        while (fleet.deliverOne(which, this::announce)) {
            Check.that(++delivered < DELIVERIES_MAX, "this never comes to rest");
        }
    }

    private static Predicate<Letter> between(String from, String to) {
        return letter -> letter.from().equals(id(from)) && letter.to().equals(id(to));
    }

    private void announce(Letter letter) {
        if (!quiet) {
            write(Transcript.text(letter));
        }
    }

    // What is written down.

    private void observe(ServerId id, Output output) {
        if (!(output instanceof Output.Send) && !(quiet && Transcript.isWrite(output))) {
            write("  " + id + ": " + Words.text(output));
        }
    }

    private void show(String[] words) {
        each(
                words.length == 0 ? "all" : words[0],
                id -> {
                    OneServer server = fleet.server(id);
                    write(fleet.isDown(id) ? id + " down" : Transcript.text(server));
                });
    }

    private void each(String which, Consumer<ServerId> what) {
        for (OneServer server : fleet.servers()) {
            if (which.equals("all") || which.equals(server.self().toString())) {
                what.accept(server.self());
            }
        }
    }

    private void write(String line) {
        written.add(line);
    }

    private static ServerId id(String word) {
        return new ServerId(Long.parseLong(word));
    }

    private static Sizes sizes(String[] words, int from) {
        return Sizes.of(Arrays.stream(words).skip(from).mapToInt(Integer::parseInt).toArray());
    }
}
