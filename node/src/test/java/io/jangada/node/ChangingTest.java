package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Input;
import io.jangada.raft.Members;
import io.jangada.raft.Message;
import io.jangada.raft.Refusal;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a transport may do to changes that are handed over: repeat, delay and lose them. */
class ChangingTest {
    private static final ServerId LEADER = new ServerId(1);
    private static final ServerId OTHER = new ServerId(2);
    private static final Members NOW = Members.of(LEADER, OTHER);
    private static final Members NEXT = Members.of(LEADER);
    private static final long PATIENCE = 1_000;

    private final List<Message> sent = new ArrayList<>();
    private final List<Input> stepped = new ArrayList<>();

    private Changing boot(long boot) {
        return new Changing(boot, PATIENCE, (_, message) -> sent.add(message));
    }

    private boolean ask(Changing leader, long token) {
        return leader.takes(
                OTHER, new Message.ChangeMembers(1, token, NOW, NEXT), 0, true, stepped::add);
    }

    private CompletableFuture<ChangeOutcome> handOver(Changing follower) {
        CompletableFuture<ChangeOutcome> done = new CompletableFuture<>();
        follower.begin(new Inbox.Change(NOW, NEXT, done), 0, false, LEADER, 1, stepped::add);
        return done;
    }

    private static void answer(Changing follower, long token, Refusal why) {
        follower.takes(LEADER, new Message.ChangeMembersReply(1, token, why), 0, false, _ -> {});
    }

    private long token() {
        return ((Message.ChangeMembers) sent.getLast()).token();
    }

    private long ticket() {
        return ((Input.ChangeMembers) stepped.getLast()).ticket();
    }

    @Test
    void aQuestionThatComesTwiceIsAskedOnceAndAnsweredAlike() {
        Changing leader = boot(70);
        assertThat(ask(leader, 5)).isTrue();
        ask(leader, 5);
        assertThat(stepped).hasSize(1);
        assertThat(sent).isEmpty();

        leader.ended(ticket(), true, 3);
        ask(leader, 5);
        assertThat(stepped).hasSize(1);
        assertThat(sent)
                .containsExactly(
                        new Message.ChangeMembersReply(3, 5, null),
                        new Message.ChangeMembersReply(3, 5, null));
    }

    @Test
    void anotherQuestionIsAskedAndOnlyTheNewestAreRemembered() {
        Changing leader = boot(70);
        for (int token = 1; token <= 70; token++) {
            ask(leader, token);
            leader.refused(ticket(), Refusal.NOT_CAUGHT_UP, 3);
        }
        assertThat(stepped).hasSize(70);
        ask(leader, 70);
        assertThat(stepped).hasSize(70);
        ask(leader, 1);
        assertThat(stepped).hasSize(71);
    }

    @Test
    void anAnswerToAnEarlierBootIsForNobody() {
        CompletableFuture<ChangeOutcome> before = handOver(boot(70));
        long old = token();
        Changing again = boot(71_000_000);
        CompletableFuture<ChangeOutcome> after = handOver(again);

        answer(again, old, Refusal.NOT_CAUGHT_UP);
        assertThat(before).isNotDone();
        assertThat(after).isNotDone();
        answer(again, token(), Refusal.NOT_CAUGHT_UP);
        assertThat(after).isCompletedWithValue(new ChangeOutcome.Refused(Refusal.NOT_CAUGHT_UP));
    }

    @Test
    void whatIsCommittedHereNeedsNoAnswer() {
        Changing follower = boot(70);
        CompletableFuture<ChangeOutcome> done = handOver(follower);
        follower.committed(NOW);
        assertThat(done).isNotDone();
        follower.committed(NEXT);
        assertThat(done).isCompletedWithValue(new ChangeOutcome.Changed());
        answer(follower, token(), Refusal.LEADER_CHANGED);

        Changing leader = boot(71);
        ask(leader, 5);
        leader.committed(NEXT);
        leader.ended(ticket(), true, 3);
        assertThat(sent).endsWith(new Message.ChangeMembersReply(3, 5, null));
    }

    @Test
    void whatIsNotAnsweredInTimeIsUnknownAndALateAnswerIsForNobody() {
        Changing follower = boot(70);
        CompletableFuture<ChangeOutcome> done = handOver(follower);
        follower.expire(PATIENCE - 1);
        assertThat(done).isNotDone();
        follower.expire(PATIENCE);
        assertThat(done).isCompletedWithValue(new ChangeOutcome.Unknown(Reason.TIMED_OUT));
        answer(follower, token(), Refusal.NOT_CAUGHT_UP);
    }

    @Test
    void noMoreThanSoManyAreUnderWay() {
        Changing follower = boot(70);
        for (int i = 0; i < 64; i++) {
            assertThat(handOver(follower)).isNotDone();
        }
        assertThat(handOver(follower)).isCompletedWithValue(new ChangeOutcome.Unknown(Reason.BUSY));
    }
}
