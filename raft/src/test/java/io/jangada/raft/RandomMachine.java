package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One server of a {@link RandomWorld} with its disk: what is durable, and what was ordered but is
 * not yet.
 */
final class RandomMachine {
    final ServerId self;
    Raft raft;
    HardState durableState = HardState.INITIAL;
    final Platter platter = new Platter();
    final ArrayDeque<Output> disk = new ArrayDeque<>();
    final ArrayDeque<Long> toApply = new ArrayDeque<>();

    /** Complete and durable; the newest there is. */
    Snapshot snapshot;

    /** Ordered, and not yet here. */
    final List<Snapshot> fetches = new ArrayList<>();

    final TreeSet<Long> openReads = new TreeSet<>();

    private final RandomWorld world;
    private long boot;

    /** The obvious twin: what was in effect at the beginning, and each configuration in the log. */
    private final TreeMap<Long, Members> configurations = new TreeMap<>();

    RandomMachine(RandomWorld world, ServerId self, Members first) {
        this.world = world;
        this.self = self;
        this.snapshot = Snapshot.none(first);
        this.raft = start();
    }

    private Raft start() {
        adopt();
        Entries log = platter.log();
        long suspect = Math.min(platter.suspectFrom, log.last() + 1);
        long prevTerm = platter.prevTerm();
        boot++;
        configurations.clear();
        configurations.put(snapshot.lastIncludedIndex(), snapshot.members());
        configurations.putAll(log.configurations());
        return new Raft(
                new Start(self, snapshot, durableState, prevTerm, log, suspect, boot << 32),
                RandomWorld.SETTINGS,
                world::timeout,
                world::hit);
    }

    /** A snapshot that is not in the log takes its place, as recovery does it. */
    private void adopt() {
        long index = snapshot.lastIncludedIndex();
        if (!platter.has(index, snapshot.lastIncludedTerm())) {
            world.hit("start-with-a-snapshot-beyond-the-log");
            platter.reset(world.history.terms(index));
        } else if (platter.suspectFrom <= index) {
            platter.suspectFrom = platter.last() > index ? index + 1 : Platter.NONE;
        }
        if (snapshot.lastIncludedTerm() > durableState.currentTerm()) {
            durableState = new HardState(snapshot.lastIncludedTerm(), null);
        }
    }

    /** An image of what is applied, and then perhaps less log. */
    void snapshot() {
        long index = raft.status().lastApplied();
        if (index > snapshot.lastIncludedIndex()) {
            world.hit("snapshot-taken");
            snapshot = new Snapshot(index, raft.term(index), inEffect(index));
            step(new Input.SnapshotTaken(index));
        }
        if (world.oneIn(2)) {
            long upTo = snapshot.lastIncludedIndex() - world.below(3);
            step(new Input.Compact(Math.max(0, upTo)));
            platter.forget(raft.status().firstLogIndex() - 1);
        }
    }

    /** One that was ordered is here, or will never be. */
    void receive(boolean faulty) {
        if (!fetches.isEmpty()) {
            Snapshot next = fetches.remove(world.below(fetches.size()));
            if (next.lastIncludedIndex() > snapshot.lastIncludedIndex()) {
                snapshot = next;
            }
            if (faulty && world.oneIn(6)) {
                crash();
            } else {
                step(new Input.SnapshotReceived(next));
            }
        }
    }

    void crash() {
        world.hit("crash");
        disk.clear();
        toApply.clear();
        openReads.clear();
        fetches.clear();
        long last = platter.last();
        if (platter.suspectFrom > last
                && last > platter.base()
                && world.isRepairable()
                && world.oneIn(4)) {
            world.hit("crash-suspect");
            platter.suspectFrom = last - world.below((int) Math.min(3, last - platter.base()));
        }
        raft = start();
    }

    void step(Input input) {
        if (world.oneIn(16)) {
            copyIsTheSame(input);
        }
        for (Output output : raft.step(input)) {
            perform(output);
        }
        check();
    }

    /** A copy is equal, does the same, and then differs from the original left behind. */
    private void copyIsTheSame(Input input) {
        Bytes before = raft.encode();
        Raft copy = raft.copy();
        assertThat(copy).isEqualTo(raft).hasSameHashCodeAs(raft);
        copy.step(input);
        assertThat(raft.encode()).isEqualTo(before);
    }

    private void perform(Output output) {
        switch (output) {
            case Output.SaveHardState _ -> disk.add(output);
            case Output.Append append -> append(append);
            case Output.Send(ServerId to, Message message) -> {
                promise(to, message);
                world.send(self, to, message);
            }
            case Output.Commit(long index) -> {
                world.hit("commit");
                world.history.committed(raft, index, inEffect(), world::isOnDisk);
                toApply.add(index);
            }
            case Output.FetchSnapshot(_, Snapshot wanted) -> {
                world.hit("fetch");
                if (fetches.size() < 3) {
                    fetches.add(wanted);
                }
            }
            case Output.Restore restore -> {
                world.hit("restore");
                world.history.restored(restore.snapshot());
                configurations.clear();
                long index = restore.snapshot().lastIncludedIndex();
                configurations.put(index, restore.snapshot().members());
                disk.add(restore);
                toApply.add(index);
            }
            case Output.ReadReady(long ticket, long readIndex) -> {
                world.hit("read-ready");
                assertThat(openReads.remove(ticket)).isTrue();
                world.history.readReady(ticket, readIndex);
            }
            case Output.Refuse(long ticket, Refusal why) -> {
                world.hit("refused-" + why);
                openReads.remove(ticket);
            }
            case Output.Changed(Standing standing, long _, ServerId leader) -> {
                if (standing == Standing.LEADER) {
                    assertThat(leader).isEqualTo(self);
                    elected();
                }
            }
            case Output.Reconfigured(Members members) -> {
                world.hit("reconfigured");
                assertThat(members).isEqualTo(inEffect());
            }
            case Output.ChangeEnded(long _, boolean done) ->
                    world.hit(done ? "change-done" : "change-given-up");
            case Output.TransferEnded(long _, boolean done) ->
                    world.hit(done ? "transfer-done" : "transfer-aborted");
        }
    }

    private void append(Output.Append append) {
        Entries entries = append.entries();
        if (append.truncates()) {
            world.hit("truncation");
        }
        if (raft.status().standing() == Standing.LEADER) {
            entries.configurations().values().forEach(this::change);
        }
        configurations.tailMap(entries.first()).clear();
        configurations.putAll(entries.configurations());
        disk.add(append);
    }

    /** One that is not committed at most, and none before an entry of the leader's term is. */
    private void change(Members next) {
        Status status = raft.status();
        Check.that(configurations.lastKey() <= status.commitIndex(), "one change at a time");
        Check.that(
                raft.term(status.commitIndex()) == status.currentTerm(),
                "no change before a commit in the leader's term");
        Check.that(Quorums.meet(inEffect(), next), "quorums of both have a server in common");
        world.hit(next.isJoint() ? "joint" : inEffect().isJoint() ? "joint-left" : "change");
    }

    /** Who has no vote in the latest configuration known to be committed, nor later, is not. */
    private void elected() {
        long commit = raft.status().commitIndex();
        Check.that(
                inEffect(commit).isVoter(self)
                        || configurations.tailMap(commit, false).values().stream()
                                .anyMatch(members -> members.isVoter(self)),
                "a leader has a vote, or had one when nothing else was known to be committed");
        if (!inEffect().isVoter(self)) {
            world.hit("elected-without-a-vote");
        }
        if (durableState.votedFor() != null) {
            world.history.voted(durableState.currentTerm(), self, durableState.votedFor());
        }
        world.history.led(raft, inEffect());
    }

    private Members inEffect() {
        return configurations.lastEntry().getValue();
    }

    private Members inEffect(long index) {
        return configurations.floorEntry(index).getValue();
    }

    /** What leaves must survive a power cut now. */
    private void promise(ServerId to, Message message) {
        switch (message) {
            case Message.PreVote _, Message.PreVoteReply _ -> {}
            default -> assertThat(message.term()).isLessThanOrEqualTo(durableState.currentTerm());
        }
        switch (message) {
            case Message.RequestVote vote -> {
                if (vote.term() == durableState.currentTerm()) {
                    assertThat(durableState.votedFor()).isEqualTo(self);
                }
            }
            case Message.RequestVoteReply(long term, boolean granted) -> {
                if (granted) {
                    world.history.voted(term, self, to);
                }
            }
            case Message.AppendAccepted(long _, long match) -> acknowledged(match);
            case Message.HeartbeatReply(long _, long _, long match) -> acknowledged(match);
            default -> {}
        }
    }

    private void acknowledged(long match) {
        assertThat(match)
                .isLessThanOrEqualTo(Math.max(platter.last(), snapshot.lastIncludedIndex()));
        assertThat(match).isLessThan(platter.suspectFrom);
    }

    private void check() {
        Status status = raft.status();
        assertThat(status.lastApplied()).isLessThanOrEqualTo(status.commitIndex());
        assertThat(status.commitIndex()).isLessThanOrEqualTo(status.lastLogIndex());
        assertThat(raft.members()).isEqualTo(inEffect());
        assertThat(raft.members(status.commitIndex())).isEqualTo(inEffect(status.commitIndex()));
        for (PeerStatus peer : raft.peers()) {
            assertThat(peer.matchIndex()).isLessThanOrEqualTo(status.lastLogIndex());
            assertThat(peer.messagesUnderWay())
                    .isLessThanOrEqualTo(RandomWorld.SETTINGS.windowMessagesMax());
        }
    }

    /** The oldest order reaches the platter. */
    void persist() {
        Output done = disk.poll();
        switch (done) {
            case Output.SaveHardState(HardState state) -> {
                durableState = state;
                step(new Input.HardStatePersisted(state));
            }
            case Output.Append append -> {
                if (platter.write(append.entries())) {
                    world.hit("repair");
                }
                step(new Input.LogPersisted(append.write()));
            }
            case Output.Restore restore -> {
                platter.reset(world.history.terms(restore.snapshot().lastIncludedIndex()));
                step(new Input.LogPersisted(restore.write()));
            }
            case null -> {}
            default -> throw new IllegalStateException("no disk work");
        }
    }
}
