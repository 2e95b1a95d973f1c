package io.jangada.raft;

import java.util.List;

/** One server of three, stepped by hand: it is 1, the others are 2 and 3. */
final class Solo {
    static final ServerId SELF = new ServerId(1);
    static final ServerId TWO = new ServerId(2);
    static final ServerId THREE = new ServerId(3);

    static final Members MEMBERS = Members.of(SELF, TWO, THREE);

    final Raft raft;

    Solo(HardState hardState, Entries log, long suspectFrom, Settings settings) {
        this(Start.of(SELF, MEMBERS, hardState, log, suspectFrom, 500), settings);
    }

    private Solo(Start start, Settings settings) {
        raft = new Raft(start, settings, (min, _) -> min, Probes.NONE);
    }

    /** The snapshot up to entry {@code index} of term 1 is lost, entries of term 1 follow. */
    static Solo lost(long index, int count) {
        Entries log = Entries.of(index + 1, 1, Sizes.of(new int[count]));
        Snapshot snapshot = new Snapshot(index, 1, MEMBERS);
        HardState state = new HardState(1, null);
        return new Solo(
                new Start(SELF, snapshot, state, 1, log, index, 500), Settings.of(100, 1000));
    }

    Solo() {
        this(HardState.INITIAL, Entries.none(1), 1, Settings.of(100, 1000));
    }

    static Solo withLog(long... terms) {
        return suspect(terms.length + 1, terms);
    }

    static Solo suspect(long from, long... terms) {
        HardState state = new HardState(terms[terms.length - 1], null);
        Entries log = Entries.of(1, terms, Sizes.of(new int[terms.length]));
        return new Solo(state, log, from, Settings.of(100, 1000));
    }

    List<Output> step(Input input) {
        return raft.step(input);
    }

    List<Output> receive(ServerId from, Message message) {
        return raft.step(new Input.Receive(from, message));
    }

    List<Output> persisted(long term, ServerId votedFor) {
        return raft.step(new Input.HardStatePersisted(new HardState(term, votedFor)));
    }

    /** Entries of one term, each of one byte, behind {@code prev}. */
    List<Output> append(ServerId leader, long term, long prev, long prevTerm, int count) {
        Entries entries = Entries.of(prev + 1, term, Sizes.of(new int[count]));
        return receive(leader, new Message.AppendEntries(term, prev, prevTerm, 0, entries));
    }

    /** Wins the election of the next term with the vote of 2; nothing of its log is durable yet. */
    List<Output> lead() {
        long term = raft.status().currentTerm() + 1;
        step(new Input.ElectionElapsed());
        receive(TWO, new Message.PreVoteReply(term, true));
        persisted(term, SELF);
        return receive(TWO, new Message.RequestVoteReply(term, true));
    }

    static List<Message> sentTo(ServerId to, List<Output> outputs) {
        return outputs.stream()
                .filter(output -> output instanceof Output.Send send && send.to().equals(to))
                .map(output -> ((Output.Send) output).message())
                .toList();
    }

    static boolean sendsNothing(List<Output> outputs) {
        return outputs.stream().noneMatch(Output.Send.class::isInstance);
    }
}
