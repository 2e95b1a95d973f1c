package io.jangada.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Message;
import io.jangada.raft.Standing;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Each invariant accepts a sound world or turn, and is seen to refuse one that is not. */
final class InvariantTest {
    private static final long NOOP = Entry.of(1, 0);
    private static final long ONE = Entry.of(1, 1);
    private static final long OTHER = Entry.of(1, 2);
    private static final long NEWER = Entry.of(2, 0);

    @Test
    void i1TwoLeadersOfOneTerm() {
        History one = after(empty(), turn(follower(1), leader(1, 1, NOOP)));
        History two = after(one, turn(follower(2), leader(2, 1, NOOP)));
        ElectionSafety rule = new ElectionSafety();
        assertThat(rule.broken(world(one))).isNull();
        assertThat(rule.broken(world(two))).contains("term 1 had two leaders");
        History later = after(one, turn(follower(2), leader(2, 2, NOOP)));
        assertThat(rule.broken(world(later))).isNull();
    }

    @Test
    void i2ALeaderLosesAnEntry() {
        AppendOnly rule = new AppendOnly();
        assertThat(rule.broken(turn(leader(1, 1, NOOP), leader(1, 1, NOOP, ONE)))).isNull();
        assertThat(rule.broken(turn(leader(1, 1, NOOP, ONE), leader(1, 1, NOOP)))).contains("had");
        assertThat(rule.broken(turn(leader(1, 1, NOOP, ONE), leader(1, 1, NOOP, OTHER))))
                .contains("had");
    }

    @Test
    void i3LogsThatDifferBelowASharedEntry() {
        LogMatching rule = new LogMatching();
        World same = world(empty(), leader(1, 2, NOOP, NEWER), leader(2, 2, NOOP, NEWER));
        World differ = world(empty(), leader(1, 2, OTHER, NEWER), leader(2, 2, NOOP, NEWER));
        World disk = world(empty(), leader(1, 1, ONE), with(1, 1, 0, OTHER));
        assertThat(rule.broken(same)).isNull();
        assertThat(rule.broken(differ)).contains("differ");
        assertThat(rule.broken(disk)).contains("differ");
    }

    @Test
    void i4ALeaderLacksACommittedEntry() {
        LeaderCompleteness rule = new LeaderCompleteness();
        History history = after(empty(), turn(follower(1), with(1, 1, 1, NOOP)));
        assertThat(rule.broken(world(history, leader(2, 2, NOOP, NEWER)))).isNull();
        assertThat(rule.broken(world(history, leader(2, 2, NEWER)))).contains("entry 1");
        assertThat(rule.broken(world(history, leader(2, 2)))).contains("entry 1");
        assertThat(rule.broken(world(history, leader(2, 1)))).as("not of a later term").isNull();
    }

    @Test
    void i5TwoEntriesCommittedAtOneIndex() {
        StateMachineSafety rule = new StateMachineSafety();
        History one = after(empty(), turn(follower(1), with(1, 1, 1, ONE)));
        History same = after(one, turn(follower(2), with(2, 1, 1, ONE)));
        History two = after(one, turn(follower(2), with(2, 1, 1, OTHER)));
        assertThat(rule.broken(world(same, with(1, 1, 1, ONE), with(2, 1, 1, ONE)))).isNull();
        assertThat(rule.broken(world(two))).contains("two entries were committed at index 1");
        assertThat(rule.broken(world(one, with(2, 1, 1, OTHER)))).contains("server 1 committed");
    }

    @Test
    void i6SomethingGoesBack() {
        NeverBack rule = new NeverBack();
        assertThat(rule.broken(turn(with(1, 1, 0, NOOP), with(1, 2, 1, NOOP)))).isNull();
        assertThat(rule.broken(turn(with(1, 2, 0, NOOP), with(1, 1, 0, NOOP)))).contains("term");
        assertThat(rule.broken(turn(with(1, 1, 1, NOOP), with(1, 1, 0, NOOP)))).contains("commit");
        Local voted = local(1, 1, 2, disk(1, 2));
        assertThat(rule.broken(turn(voted, local(1, 1, 3, disk(1, 2))))).contains("vote");
        assertThat(rule.broken(restart(voted, local(1, 1, 2, disk(1, 2))))).isNull();
        assertThat(rule.broken(restart(voted, local(1, 1, 0, disk(1, 2))))).contains("forgot");
    }

    @Test
    void i7IndexesOutOfOrder() {
        InOrder rule = new InOrder();
        assertThat(rule.broken(turn(follower(1), with(1, 1, 1, NOOP)))).isNull();
        assertThat(rule.broken(turn(follower(1), with(1, 1, 2, NOOP))))
                .contains("committed 2 of 1");
        assertThat(rule.broken(turn(follower(1), applied(1, 2)))).contains("applied 2");
    }

    @Test
    void i8ALeaderCommitsTooMuch() {
        Local is = leading(1, 2, 1, NOOP, NEWER);
        Turn old = turn(leader(1, 2, NOOP, NEWER), is);
        assertThat(CommitRule.broken(old, world(empty(), is, is, is))).contains("entry of term 1");
        Local own = leading(1, 2, 2, NOOP, NEWER);
        Turn fine = turn(leader(1, 2, NOOP, NEWER), own);
        Local behind = leader(2, 2, NOOP);
        assertThat(CommitRule.broken(fine, world(empty(), own, own, behind))).isNull();
        assertThat(CommitRule.broken(fine, world(empty(), own, behind, behind)))
                .contains("on 1 disks");
    }

    @Test
    void i9APromiseThatIsNotOnDisk() {
        assertPromise(new Message.RequestVoteReply(1, true), 2, disk(1, 2), disk(1, 3));
        assertPromise(new Message.RequestVoteReply(1, false), 2, disk(1, 0), disk(0, 0));
        assertPromise(new Message.RequestVote(1, 0, 0, false), 2, disk(1, 1), disk(1, 0));
        assertPromise(new Message.Heartbeat(1, 0, 0, 0), 2, disk(1, 1), disk(1, 2));
        assertPromise(new Message.AppendAccepted(1, 1), 2, disk(1, 0, NOOP), disk(1, 0));
        assertPromise(new Message.HeartbeatReply(1, 0, 1), 2, disk(1, 0, NOOP), disk(1, 0, OTHER));
        assertPromise(new Message.AppendRejected(1, 1, 0, 0), 2, disk(1, 0), disk(0, 0));
        assertPromise(new Message.PreVoteReply(1, false), 2, disk(1, 0), disk(0, 0));
    }

    private static void assertPromise(Message message, int to, Disk kept, Disk broken) {
        Promises rule = new Promises();
        assertThat(rule.broken(sending(message, to, kept))).as("%s", message).isNull();
        assertThat(rule.broken(sending(message, to, broken))).contains("leaves");
    }

    private static Turn sending(Message message, int to, Disk disk) {
        Local is = local(1, 1, 0, disk, NOOP);
        return new Turn(is, is, false, List.of(new Letter(1, to, message)), null);
    }

    @Test
    void i10TwoVotesInOneTerm() {
        OneVote rule = new OneVote();
        History one = after(empty(), turn(follower(1), local(1, 1, 2, disk(1, 2))));
        Letter told = new Letter(1, 3, new Message.RequestVoteReply(1, true));
        Local is = local(1, 1, 2, disk(1, 2));
        History two = after(one, new Turn(is, is, false, List.of(told), null));
        assertThat(rule.broken(world(one))).isNull();
        assertThat(rule.broken(world(two))).contains("server 1 voted twice in term 1");
        History later = after(one, turn(is, local(1, 2, 3, disk(2, 3))));
        assertThat(rule.broken(world(later))).isNull();
    }

    @Test
    void i11ACommittedEntryIsOnTooFewDisks() {
        CommittedIsDurable rule = new CommittedIsDurable();
        History history = after(empty(), turn(follower(1), with(1, 1, 1, NOOP)));
        Local has = with(1, 1, 1, NOOP);
        Local lacks = local(2, 1, 0, disk(1, 0), NOOP);
        assertThat(rule.broken(world(history, has, has, lacks))).isNull();
        assertThat(rule.broken(world(history, has, lacks, lacks))).contains("1 disks");
    }

    @Test
    void i23ACoreThatStops() {
        NoFailure rule = new NoFailure();
        Local is = follower(1);
        assertThat(rule.broken(turn(is, is))).isNull();
        assertThat(rule.broken(new Turn(is, is, false, List.of(), "two leaders")))
                .isEqualTo("server 1 stops: two leaders");
    }

    // Worlds and turns.

    private static History empty() {
        return History.empty(3, 3);
    }

    private static History after(History history, Turn turn) {
        return history.after(turn, 0);
    }

    private static World world(History history, Local... servers) {
        Local[] named = new Local[servers.length + 1];
        System.arraycopy(servers, 0, named, 1, servers.length);
        named[0] = follower(1);
        return new World(named, history);
    }

    private static Turn turn(Local was, Local is) {
        return new Turn(was, is, false, List.of(), null);
    }

    private static Turn restart(Local was, Local is) {
        return new Turn(was, is, true, List.of(), null);
    }

    private static Local local(int self, long term, int vote, Disk disk, long... log) {
        return core(self, term, vote, log, 0, 0, false, disk);
    }

    private static Disk disk(long term, int vote, long... log) {
        return new Disk(term, vote, log, List.of());
    }

    private static Local follower(int self) {
        return local(self, 0, 0, Disk.BLANK);
    }

    private static Local leader(int self, long term, long... log) {
        return leading(self, term, 0, log);
    }

    private static Local leading(int self, long term, long commit, long... log) {
        return core(self, term, self, log, commit, commit, true, disk(term, self, log));
    }

    /** A follower that has all of its log on disk. */
    private static Local with(int self, long term, long commit, long... log) {
        return core(
                self,
                term,
                0,
                log,
                commit,
                Math.min(commit, log.length),
                false,
                disk(term, 0, log));
    }

    private static Local applied(int self, long applied) {
        return core(self, 1, 0, new long[] {NOOP}, 1, applied, false, disk(1, 0, NOOP));
    }

    private static Local core(
            int self,
            long term,
            int vote,
            long[] log,
            long commit,
            long applied,
            boolean leads,
            Disk disk) {
        Standing standing = leads ? Standing.LEADER : Standing.FOLLOWER;
        return new Local(self, term, vote, standing, log, commit, applied, disk);
    }
}
