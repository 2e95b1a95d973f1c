package io.jangada.sim.explore;

import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Malformed;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.Probes;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;
import io.jangada.raft.Sizes;
import io.jangada.raft.Standing;
import io.jangada.raft.Start;
import io.jangada.raft.Timeouts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All servers, in all states that came up, and the letters between them, by number; and what each
 * event does to each, by stepping the real core once.
 */
final class Servers {
    /** Events by number; the others are a range each. */
    static final int ELAPSE = 0;

    static final int HEARTBEAT = 1;
    static final int QUORUM_SILENT = 2;
    static final int SILENT = 3;
    static final int SAVE = 4;
    static final int FORCE = 5;

    /** PROPOSE + n: the proposal before which n were made. */
    static final int PROPOSE = 8;

    /** LOST + s: what was sent to server s may be lost. */
    static final int LOST = 16;

    /** CRASH + n: the n-th that {@link Disk#crashed} may leave. */
    static final int CRASH = 32;

    /** HEARSAY + t: a refusal of some request shows the later term t. */
    static final int HEARSAY = 128;

    /** LETTER + n: letter n arrives. */
    static final int LETTER = 160;

    private static final Settings SETTINGS = Settings.of(100, 1000);
    private static final Timeouts SHORTEST = (min, max) -> min;

    private final int count;
    private final Reductions reductions;
    private final int[] sameNames;
    final Ids<Local> locals;
    final Ids<Letter> letters;

    /** What letters say, whoever they are from and to. */
    private final Ids<Letter> contents;

    private final Effects effects = new Effects();

    Servers(int count, Reductions reductions, List<int[]> renamings) {
        this.count = count;
        this.reductions = reductions;
        sameNames = renamings.getFirst();
        locals = new Ids<>(Local::key, Local::renamed, renamings);
        letters = new Ids<>(Servers::key, Letter::renamed, renamings);
        contents = new Ids<>(Servers::key, (letter, _) -> letter, renamings);
    }

    private static byte[] key(Letter letter) {
        Octets key = new Octets();
        key.number(letter.from());
        key.number(letter.to());
        key.bytes(Codec.encode(letter.message()).toArray());
        return key.take();
    }

    int blank(int self) {
        return locals.of(started(self, Disk.BLANK));
    }

    /** The same for letters that say the same, whoever they are from and to. */
    int content(int letter) {
        return contents.of(new Letter(0, 0, letters.value(letter).message()));
    }

    int turns() {
        return effects.count();
    }

    Effect effect(int local, int event) {
        Effect known = effects.of(local, event);
        if (known == null) {
            known = numbered(local, turn(locals.value(local), event));
            effects.put(local, event, known);
        }
        return known;
    }

    private Effect numbered(int local, Turn turn) {
        int next = locals.of(turn.is());
        int[] sent = turn.sent().stream().mapToInt(letters::of).toArray();
        return new Effect(
                next,
                sent,
                next == local && sent.length == 0,
                turn.isHistoric() ? turn : null,
                Invariant.broken(turn));
    }

    Turn turn(Local was, int event) {
        try {
            if (event >= CRASH && event < HEARSAY) {
                Local is = started(was.self, was.disk.crashed().get(event - CRASH).disk());
                return new Turn(was, is, true, List.of(), null);
            }
            return new Stepping(was).turn(event);
        } catch (IllegalStateException | Malformed refused) {
            return new Turn(was, was, false, List.of(), String.valueOf(refused.getMessage()));
        }
    }

    private Local started(int self, Disk disk) {
        ServerId[] ids = new ServerId[count];
        for (int id = 1; id <= count; id++) {
            ids[id - 1] = new ServerId(id);
        }
        Start start =
                Start.of(
                        new ServerId(self),
                        Members.of(ids),
                        hardState(disk.term(), disk.vote()),
                        entries(1, disk.log()),
                        disk.log().length + 1,
                        0);
        Raft core = new Raft(start, SETTINGS, SHORTEST, Probes.NONE);
        if (reductions.silence()) {
            core.step(new Input.LeaderSilent());
        }
        return new Local(new Anatomy(core.encode(), sameNames), disk, count);
    }

    private static HardState hardState(long term, int vote) {
        return new HardState(term, vote == 0 ? null : new ServerId(vote));
    }

    private static Entries entries(long first, long[] log) {
        long[] terms = new long[log.length];
        int[] sizes = new int[log.length];
        for (int i = 0; i < log.length; i++) {
            terms[i] = Entry.term(log[i]);
            sizes[i] = Entry.size(log[i]);
        }
        return Entries.of(first, terms, Sizes.of(sizes));
    }

    /** One event at one server, as its driver would have it. */
    private final class Stepping {
        private final Local was;
        private final Raft core;
        private final Set<Letter> sent = new LinkedHashSet<>();
        private Disk disk;

        Stepping(Local was) throws Malformed {
            this.was = was;
            disk = was.disk;
            core = Raft.decode(Bytes.owned(was.core), SETTINGS, SHORTEST, Probes.NONE);
        }

        Turn turn(int event) {
            switch (event) {
                case ELAPSE -> {
                    step(new Input.LeaderSilent());
                    step(new Input.ElectionElapsed());
                    if (reductions.promises()) {
                        promised();
                    }
                }
                case HEARTBEAT -> step(new Input.HeartbeatDue());
                case QUORUM_SILENT -> step(new Input.QuorumSilent());
                case SILENT -> step(new Input.LeaderSilent());
                case SAVE -> {
                    disk = disk.save();
                    step(new Input.HardStatePersisted(hardState(disk.term(), disk.vote())));
                }
                case FORCE -> {
                    disk = disk.force();
                    step(new Input.LogPersisted(1));
                }
                default -> ranged(event);
            }
            if (reductions.silence()) {
                core.step(new Input.LeaderSilent());
            }
            Local is = new Local(new Anatomy(core.encode(), sameNames), disk, count);
            return new Turn(was, is, false, List.copyOf(sent), null);
        }

        /** Granted by one server after the other until it campaigns. */
        private void promised() {
            long term = core.status().currentTerm() + 1;
            for (int peer = 1;
                    core.status().standing() == Standing.PRE_CANDIDATE && peer <= count;
                    peer++) {
                if (peer != was.self) {
                    receive(peer, new Message.PreVoteReply(term, true));
                }
            }
        }

        private void receive(int from, Message message) {
            step(new Input.Receive(new ServerId(from), message));
        }

        private void ranged(int event) {
            if (event >= LETTER) {
                Letter letter = letters.value(event - LETTER);
                receive(letter.from(), letter.message());
            } else if (event >= HEARSAY) {
                int other = was.self == 1 ? 2 : 1;
                receive(other, new Message.RequestVoteReply(event - HEARSAY, false));
            } else if (event >= LOST) {
                step(new Input.Lost(new ServerId(event - LOST)));
            } else {
                int number = event - PROPOSE + 1;
                step(new Input.Propose(number, Sizes.of(number)));
            }
        }

        private void step(Input input) {
            List<Output> applied = new ArrayList<>();
            for (Output output : core.step(input)) {
                execute(output, applied);
            }
            for (Output commit : applied) {
                core.step(new Input.Applied(((Output.Commit) commit).commitIndex()));
            }
        }

        private void send(Letter letter) {
            if (!(reductions.promises() && letter.message() instanceof Message.PreVote)) {
                sent.add(letter);
            }
        }

        private void execute(Output output, List<Output> applied) {
            switch (output) {
                case Output.SaveHardState(HardState saved) -> {
                    ServerId vote = saved.votedFor();
                    int to = vote == null ? 0 : (int) vote.value();
                    disk = disk.order(new Disk.Write.Vote(saved.currentTerm(), to));
                }
                case Output.Append append ->
                        disk =
                                disk.order(
                                        new Disk.Write.Append(
                                                append.entries().first(),
                                                Entry.all(append.entries())));
                case Output.Send(ServerId to, Message message) ->
                        send(new Letter(was.self, (int) to.value(), message));
                case Output.Commit _ -> applied.add(output);
                case Output.FetchSnapshot _,
                        Output.Restore _,
                        Output.ReadReady _,
                        Output.Refuse _,
                        Output.Reconfigured _,
                        Output.ChangeEnded _,
                        Output.Changed _,
                        Output.TransferEnded _ -> {}
            }
        }
    }
}
