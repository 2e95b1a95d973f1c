package io.jangada.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
import io.jangada.raft.Message;
import io.jangada.raft.Output;
import io.jangada.raft.ServerId;
import io.jangada.raft.Sizes;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * Each invariant accepts what is sound, and names itself for a step that breaks it and no other.
 */
final class OracleTest {
    private static final ServerId ONE = new ServerId(1);
    private static final ServerId TWO = new ServerId(2);
    private static final ServerId THREE = new ServerId(3);
    private static final Input DUE = new Input.HeartbeatDue();
    private static final Payload COMMAND = new Payload(Payload.Kind.COMMAND, Bytes.utf8("a"));
    private static final Payload OTHER = new Payload(Payload.Kind.COMMAND, Bytes.utf8("b"));

    private final Oracle oracle = new Oracle(List.of(ONE, TWO, THREE));

    @BeforeEach
    void startAll() {
        for (ServerId id : List.of(ONE, TWO, THREE)) {
            oracle.recovered(id, HardState.INITIAL, Entries.none(1), 0);
        }
    }

    /** The number of what was broken, if anything was. */
    private @Nullable String broken() {
        Violation violation = oracle.violation();
        return violation == null ? null : violation.invariant();
    }

    private void steps(ServerId id, Standing standing, long term, long last, long commit) {
        steps(id, status(id, standing, term, last, commit, 0), DUE, List.of());
    }

    private void steps(
            ServerId id, Status now, Input input, List<Payload> payloads, Output... outputs) {
        oracle.stepped(id, now, input, payloads, List.of(outputs));
    }

    private static Status status(
            ServerId id, Standing standing, long term, long last, long commit, long applied) {
        return new Status(id, standing, term, null, 1, 0, last, last, commit, applied);
    }

    private static Output.Append append(long write, long index, long term, boolean truncates) {
        Entries entries = Entries.of(index, term, Sizes.of(1));
        return new Output.Append(write, entries, truncates, false);
    }

    /** Leads with a durable vote of its own; the log is as long as it was. */
    private void leads(ServerId id, long term, long last) {
        steps(id, status(id, Standing.LEADER, term, last, 0, 0), DUE, List.of());
    }

    /** Has this one entry at index 1, durably. */
    private void has(ServerId id, Standing standing, long term, Payload payload, long write) {
        Status now = status(id, standing, term, 1, 0, 0);
        steps(id, now, DUE, List.of(payload), append(write, 1, term, write > 1));
        steps(id, now, new Input.LogPersisted(write), List.of());
    }

    /** Server 1 leads term 1 and has committed one entry that server 2 has as well. */
    private void commitsOne() {
        leads(ONE, 1, 0);
        has(ONE, Standing.LEADER, 1, COMMAND, 1);
        has(TWO, Standing.FOLLOWER, 1, COMMAND, 1);
        steps(ONE, Standing.LEADER, 1, 1, 1);
    }

    /** Leads {@code term} and commits up to {@code index}. */
    private void commits(ServerId id, long term, long index) {
        Status now = status(id, Standing.LEADER, term, index, index, 0);
        steps(id, now, DUE, List.of(), new Output.Commit(index));
    }

    private void tells(ServerId from, ServerId to, long term, long last, Message message) {
        Status now = status(from, Standing.FOLLOWER, term, last, 0, 0);
        steps(from, now, DUE, List.of(), new Output.Send(to, message));
    }

    private void saves(ServerId id, HardState hardState) {
        Status now = status(id, Standing.FOLLOWER, hardState.currentTerm(), 0, 0, 0);
        steps(id, now, DUE, List.of(), new Output.SaveHardState(hardState));
        steps(id, now, new Input.HardStatePersisted(hardState), List.of());
    }

    @Test
    void nothingIsBrokenWhereAllIsWell() {
        saves(TWO, new HardState(1, ONE));
        tells(TWO, ONE, 1, 0, new Message.RequestVoteReply(1, true));
        commitsOne();
        tells(TWO, ONE, 1, 1, new Message.AppendAccepted(1, 1));
        oracle.applied(ONE, 1, COMMAND.bytes(), 7);
        oracle.applied(TWO, 1, COMMAND.bytes(), 7);
        oracle.sent(ONE, frame(COMMAND));
        leads(TWO, 2, 1);
        oracle.crashed(TWO);
        oracle.recovered(TWO, new HardState(1, ONE), log(1), 0);
        assertThat(broken()).isNull();
        assertThat(oracle.committed()).isEqualTo(1);
        assertThat(oracle.checks()).isPositive();
    }

    @Test
    void i1TwoLeadersOfOneTerm() {
        leads(ONE, 1, 0);
        leads(TWO, 1, 0);
        assertThat(broken()).isEqualTo("I1");
    }

    @Test
    void i2ALeaderCutsItsLog() {
        leads(ONE, 1, 0);
        has(ONE, Standing.LEADER, 1, COMMAND, 1);
        Status leading = status(ONE, Standing.LEADER, 1, 1, 0, 0);
        steps(ONE, leading, DUE, List.of(COMMAND), append(2, 1, 1, true));
        assertThat(broken()).isEqualTo("I2");
    }

    @Test
    void i2WhoStepsDownMayCutItsLogAtOnce() {
        leads(ONE, 1, 0);
        has(ONE, Standing.LEADER, 1, COMMAND, 1);
        Status following = status(ONE, Standing.FOLLOWER, 2, 1, 0, 0);
        steps(ONE, following, DUE, List.of(OTHER), append(2, 1, 2, true));
        assertThat(broken()).isNull();
    }

    @Test
    void i3OneIndexAndTermIsTwoEntries() {
        has(ONE, Standing.FOLLOWER, 1, COMMAND, 1);
        has(TWO, Standing.FOLLOWER, 1, OTHER, 1);
        assertThat(broken()).isEqualTo("I3");
    }

    @Test
    void i3AnEntryBehindAGap() {
        Status now = status(ONE, Standing.FOLLOWER, 1, 2, 0, 0);
        steps(ONE, now, DUE, List.of(COMMAND), append(1, 2, 1, false));
        assertThat(broken()).isEqualTo("I3");
    }

    @Test
    void i3AFollowerSaysThatAnotherHistoryMatches() {
        has(TWO, Standing.FOLLOWER, 1, COMMAND, 1);
        leads(THREE, 2, 0);
        has(THREE, Standing.LEADER, 2, OTHER, 1);
        tells(TWO, THREE, 2, 1, new Message.AppendAccepted(2, 1));
        assertThat(broken()).isEqualTo("I3");
    }

    @Test
    void i3AHeartbeatsAnswerSaysSo() {
        has(TWO, Standing.FOLLOWER, 1, COMMAND, 1);
        leads(THREE, 2, 0);
        has(THREE, Standing.LEADER, 2, OTHER, 1);
        tells(TWO, THREE, 2, 1, new Message.HeartbeatReply(2, 0, 1));
        assertThat(broken()).isEqualTo("I3");
    }

    @Test
    void i3AStartFindsWhatNobodyHad() {
        oracle.crashed(ONE);
        oracle.recovered(ONE, new HardState(1, null), log(1), 0);
        assertThat(broken()).isEqualTo("I3");
    }

    @Test
    void i4WhoIsElectedLacksACommittedEntry() {
        commitsOne();
        leads(THREE, 2, 0);
        assertThat(broken()).isEqualTo("I4");
    }

    @Test
    void i4WhoIsElectedHasAnotherEntryInItsPlace() {
        has(THREE, Standing.FOLLOWER, 2, OTHER, 1);
        commitsOne();
        leads(THREE, 3, 1);
        assertThat(broken()).isEqualTo("I4");
    }

    @Test
    void i5AnotherEntryIsCommitted() {
        has(THREE, Standing.FOLLOWER, 2, OTHER, 1);
        commitsOne();
        steps(THREE, Standing.FOLLOWER, 2, 1, 1);
        assertThat(broken()).isEqualTo("I5");
    }

    @Test
    void i6TheTermGoesBack() {
        steps(ONE, Standing.FOLLOWER, 2, 0, 0);
        steps(ONE, Standing.FOLLOWER, 1, 0, 0);
        assertThat(broken()).isEqualTo("I6");
    }

    @Test
    void i6TheCommitIndexGoesBack() {
        commitsOne();
        steps(ONE, Standing.LEADER, 1, 1, 0);
        assertThat(broken()).isEqualTo("I6");
    }

    @Test
    void i6AStartForgetsItsVote() {
        saves(TWO, new HardState(1, ONE));
        oracle.crashed(TWO);
        oracle.recovered(TWO, new HardState(1, null), Entries.none(1), 0);
        assertThat(broken()).isEqualTo("I6");
    }

    @Test
    void i7MoreIsCommittedThanThereIs() {
        commitsOne();
        steps(TWO, Standing.FOLLOWER, 1, 1, 2);
        assertThat(broken()).isEqualTo("I7");
    }

    @Test
    void i7MoreIsAppliedThanIsCommitted() {
        steps(TWO, status(TWO, Standing.FOLLOWER, 1, 0, 0, 1), DUE, List.of());
        assertThat(broken()).isEqualTo("I7");
    }

    @Test
    void i8ALeaderCommitsWhatIsOnItsOwnDiskOnly() {
        leads(ONE, 1, 0);
        has(ONE, Standing.LEADER, 1, COMMAND, 1);
        commits(ONE, 1, 1);
        assertThat(broken()).isEqualTo("I8");
    }

    @Test
    void i8ALeaderCommitsAnEntryOfAnEarlierTerm() {
        has(ONE, Standing.FOLLOWER, 1, COMMAND, 1);
        has(TWO, Standing.FOLLOWER, 1, COMMAND, 1);
        leads(ONE, 2, 1);
        commits(ONE, 2, 1);
        assertThat(broken()).isEqualTo("I8");
    }

    @Test
    void i9AVoteLeavesBeforeItIsDurable() {
        tells(TWO, ONE, 1, 0, new Message.RequestVoteReply(1, true));
        assertThat(broken()).isEqualTo("I9");
    }

    @Test
    void i9AnEntryIsAcknowledgedBeforeItIsDurable() {
        Status now = status(TWO, Standing.FOLLOWER, 1, 1, 0, 0);
        steps(TWO, now, DUE, List.of(COMMAND), append(1, 1, 1, false));
        tells(TWO, ONE, 1, 1, new Message.AppendAccepted(1, 1));
        assertThat(broken()).isEqualTo("I9");
    }

    @Test
    void i9AStartLacksWhatWasAcknowledged() {
        has(TWO, Standing.FOLLOWER, 1, COMMAND, 1);
        tells(TWO, ONE, 1, 1, new Message.AppendAccepted(1, 1));
        oracle.crashed(TWO);
        oracle.recovered(TWO, HardState.INITIAL, Entries.none(1), 0);
        assertThat(broken()).isEqualTo("I9");
    }

    @Test
    void i10TwoVotesInOneTerm() {
        saves(TWO, new HardState(1, ONE));
        tells(TWO, ONE, 1, 0, new Message.RequestVoteReply(1, true));
        assertThat(broken()).isNull();
        saves(TWO, new HardState(1, THREE));
        tells(TWO, THREE, 1, 0, new Message.RequestVoteReply(1, true));
        assertThat(broken()).isEqualTo("I10");
    }

    @Test
    void i10AVoteForItselfAndForAnother() {
        saves(TWO, new HardState(1, TWO));
        tells(TWO, ONE, 1, 0, new Message.RequestVote(1, 0, 0, false));
        assertThat(broken()).isNull();
        saves(TWO, new HardState(1, THREE));
        tells(TWO, THREE, 1, 0, new Message.RequestVoteReply(1, true));
        assertThat(broken()).isEqualTo("I10");
    }

    @Test
    void i11ACommittedEntryIsCut() {
        commitsOne();
        Status now = status(TWO, Standing.FOLLOWER, 2, 1, 0, 0);
        steps(TWO, now, DUE, List.of(OTHER), append(2, 1, 2, true));
        assertThat(broken()).isEqualTo("I11");
    }

    /** What is behind it is cut; the entry itself takes its own place (row 12, run 719). */
    @Test
    void i11ASuspectEntryThatIsSentAgainIsNotCut() {
        commitsOne();
        Status now = status(TWO, Standing.FOLLOWER, 1, 2, 0, 0);
        steps(TWO, now, DUE, List.of(OTHER), append(2, 2, 1, false));
        oracle.crashed(TWO);
        oracle.recovered(TWO, HardState.INITIAL, Entries.of(1, 1, Sizes.of(1, 1)), 1);
        Entries sent = Entries.of(1, new long[] {1, 2}, Sizes.of(1, 1));
        Status then = status(TWO, Standing.FOLLOWER, 2, 2, 0, 0);
        steps(TWO, then, DUE, List.of(COMMAND, OTHER), new Output.Append(1, sent, true, false));
        assertThat(broken()).isNull();
    }

    @Test
    void i12TwoStatesAfterOneIndex() {
        commitsOne();
        oracle.applied(ONE, 1, COMMAND.bytes(), 7);
        oracle.applied(TWO, 1, COMMAND.bytes(), 8);
        assertThat(broken()).isEqualTo("I12");
    }

    @Test
    void i12ACommandIsAppliedTwice() {
        commitsOne();
        oracle.applied(ONE, 1, COMMAND.bytes(), 7);
        oracle.applied(ONE, 1, COMMAND.bytes(), 7);
        assertThat(broken()).isEqualTo("I12");
    }

    @Test
    void i12ACommandIsAppliedThatIsNotCommitted() {
        has(ONE, Standing.FOLLOWER, 1, COMMAND, 1);
        oracle.applied(ONE, 1, COMMAND.bytes(), 7);
        assertThat(broken()).isEqualTo("I12");
    }

    @Test
    void i20OtherBytesAreSent() {
        has(ONE, Standing.FOLLOWER, 1, COMMAND, 1);
        oracle.sent(ONE, frame(COMMAND));
        assertThat(broken()).isNull();
        oracle.sent(ONE, frame(OTHER));
        assertThat(broken()).isEqualTo("I20");
    }

    @Test
    void i20AnEntryIsSentThatNobodyHas() {
        oracle.sent(ONE, frame(COMMAND));
        assertThat(broken()).isEqualTo("I20");
    }

    @Test
    void onlyTheFirstViolationCounts() {
        leads(ONE, 1, 0);
        leads(TWO, 1, 0);
        oracle.sent(ONE, frame(COMMAND));
        assertThat(broken()).isEqualTo("I1");
    }

    private static Entries log(long term) {
        return Entries.of(1, term, Sizes.of(1));
    }

    private static Frame frame(Payload payload) {
        return new Frame(0, new Message.AppendEntries(1, 0, 0, 0, log(1)), List.of(payload));
    }
}
