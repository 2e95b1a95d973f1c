package io.jangada.bench.micro;

import io.jangada.raft.Entries;
import io.jangada.raft.HardState;
import io.jangada.raft.Input;
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

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The core without the world: orders are answered at once, as a perfect disk and perfect followers
 * would. The log is as long as one iteration makes it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
public class StepBench {
    private static final ServerId SELF = new ServerId(1);
    private static final ServerId SECOND = new ServerId(2);
    private static final ServerId THIRD = new ServerId(3);
    private static final int COMMAND_BYTES = 256;

    /** Entries of one proposal, or of one AppendEntries. */
    @Param({"1", "100"})
    public int entries;

    private final ArrayDeque<Input> answers = new ArrayDeque<>();
    private Sizes sizes = Sizes.NONE;
    private Raft leader = server();
    private Raft follower = server();
    private long index;

    /** A leader that committed its no-op, and a follower that knows its leader. */
    @Setup(Level.Iteration)
    public void fresh() {
        int[] each = new int[entries];
        Arrays.fill(each, COMMAND_BYTES);
        sizes = Sizes.of(each);
        leader = server();
        settle(leader, new Input.ElectionElapsed());
        if (leader.status().standing() != Standing.LEADER) {
            throw new IllegalStateException("not elected: " + leader);
        }
        follower = server();
        index = 0;
        followerAppends();
        if (follower.status().durableIndex() != index) {
            throw new IllegalStateException("not appended: " + follower);
        }
    }

    private static Raft server() {
        Start start =
                Start.of(
                        SELF,
                        Members.of(SELF, SECOND, THIRD),
                        HardState.INITIAL,
                        Entries.none(1),
                        1,
                        1);
        return new Raft(start, Settings.of(100, 1000), (min, max) -> min, Probes.NONE);
    }

    /** Proposed, sent to both followers, forced, acknowledged by both, committed, applied. */
    @Benchmark
    public long leaderCommits() {
        settle(leader, new Input.Propose(1, sizes));
        return leader.status().commitIndex();
    }

    /** Appended behind the last, forced, acknowledged, applied. */
    @Benchmark
    public long followerAppends() {
        Entries appended = Entries.of(index + 1, 1, sizes);
        Message append = new Message.AppendEntries(1, index, index == 0 ? 0 : 1, index, appended);
        settle(follower, new Input.Receive(SECOND, append));
        index = appended.last();
        return index;
    }

    private void settle(Raft raft, Input first) {
        answers.add(first);
        for (Input input = answers.poll(); input != null; input = answers.poll()) {
            for (Output output : raft.step(input)) {
                answer(output);
            }
        }
    }

    private void answer(Output output) {
        switch (output) {
            case Output.SaveHardState(HardState state) ->
                    answers.add(new Input.HardStatePersisted(state));
            case Output.Append append -> answers.add(new Input.LogPersisted(append.write()));
            case Output.Send(ServerId to, Message message) -> reply(to, message);
            case Output.Commit(long commitIndex) -> answers.add(new Input.Applied(commitIndex));
            case Output.FetchSnapshot _,
                    Output.Restore _,
                    Output.ReadReady _,
                    Output.Changed _,
                    Output.Reconfigured _,
                    Output.ChangeEnded _,
                    Output.TransferEnded _ -> {}
            case Output.Refuse refused -> throw new IllegalStateException("refused: " + refused);
        }
    }

    private void reply(ServerId to, Message message) {
        switch (message) {
            case Message.PreVote vote ->
                    answers.add(new Input.Receive(to, new Message.PreVoteReply(vote.term(), true)));
            case Message.RequestVote vote ->
                    answers.add(
                            new Input.Receive(to, new Message.RequestVoteReply(vote.term(), true)));
            case Message.AppendEntries append ->
                    answers.add(
                            new Input.Receive(
                                    to,
                                    new Message.AppendAccepted(
                                            append.term(), append.entries().last())));
            case Message.PreVoteReply _,
                    Message.RequestVoteReply _,
                    Message.AppendAccepted _,
                    Message.AppendRejected _,
                    Message.Heartbeat _,
                    Message.HeartbeatReply _,
                    Message.TimeoutNow _,
                    Message.ChangeMembers _,
                    Message.ChangeMembersReply _,
                    Message.InstallSnapshot _,
                    Message.FetchSnapshot _,
                    Message.SnapshotChunk _,
                    Message.ReadIndex _,
                    Message.ReadIndexReply _,
                    Message.Forward _ -> {}
        }
    }
}
