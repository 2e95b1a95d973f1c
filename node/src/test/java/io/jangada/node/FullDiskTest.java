package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;

/** Members whose disk has no room for the next segment, on virtual time (R15). */
class FullDiskTest {
    private static final long SECOND = 1_000 * World.MILLISECOND;
    private static final Outcome<Long> NO_SPACE = new Outcome.Refused<>(Reason.NO_SPACE);

    private final World world = new World(3, 3);

    /** How much was acknowledged in all. */
    private long sum;

    @Test
    @DisplayName("R15: a full disk refuses proposals by name, and serves reads and heartbeats")
    void aFullDiskRefusesProposalsAndGoesOnWithEverythingElse() {
        world.all().forEach(each -> each.disk.full = true);
        fill();
        Running full = world.leader();
        world.run(60 * SECOND);
        assertThat(world.leader()).as("nobody leads better").isSameAs(full);
        assertThat(world.get(1).member.stats().leaderChanges()).isEqualTo(1);

        for (Running each : world.all()) {
            assertThat(each.add(1)).isCompletedWithValue(NO_SPACE);
            CompletableFuture<ReadOutcome> read = each.member.read(ReadMode.READ_INDEX);
            world.until(read::isDone);
            assertThat(read.join()).isInstanceOf(ReadOutcome.Ready.class);
            assertThat(each.counter.sum).isEqualTo(sum);
            assertThat(each.fatal).isEmpty();
        }
        Running leader = world.leader();
        world.cutOff.add(leader.id);
        Running next = world.leader();
        assertThat(next).as("votes are given on a full disk").isNotSameAs(leader);
        world.cutOff.clear();
    }

    @Test
    @DisplayName("R15: a full disk is tried again with pauses that grow and end at four seconds")
    void aFullDiskIsTriedAgainSeldom() {
        Running follower = world.follower();
        follower.disk.full = true;
        fill();
        int before = follower.disk.creates;
        world.run(60 * SECOND);

        assertThat(follower.disk.creates - before).isBetween(60 / 4 - 1, 60 / 4 + 5);
    }

    @Test
    @DisplayName("R15: where space returns, proposals are taken again within ten seconds")
    void whereSpaceReturnsTheMemberGoesOnByItself() {
        world.all().forEach(each -> each.disk.full = true);
        fill();
        world.run(60 * SECOND);
        world.all().forEach(each -> each.disk.full = false);
        world.run(10 * SECOND);

        for (Running each : world.all()) {
            CompletableFuture<Outcome<Long>> result = each.add(1);
            world.until(result::isDone);
            assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
            sum++;
        }
        world.until(() -> world.all().stream().allMatch(each -> each.counter.sum == sum));
        world.all().forEach(world::restart);
        world.until(() -> world.all().stream().allMatch(each -> each.counter.sum == sum));
    }

    @Test
    @DisplayName("R15: a leader with a full disk leaves the lead to a member that has room")
    void aLeaderWithAFullDiskLeavesTheLead() {
        Running full = world.leader();
        full.disk.full = true;
        fill();
        world.until(() -> !full.leads());
        Running next = world.leader();
        world.run(30 * SECOND);

        assertThat(world.leader()).as("the lead does not come back").isSameAs(next);
        assertThat(full.add(1)).isCompletedWithValue(NO_SPACE);
        CompletableFuture<Outcome<Long>> result = next.add(1);
        world.until(result::isDone);
        assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    @DisplayName("R15: without room nobody takes the lead, so the next one is asked at once")
    void theLeadGoesToWhoeverHasRoom() {
        for (Running only : world.all()) {
            Running full = world.leader();
            if (only == full) {
                continue;
            }
            world.all().forEach(each -> each.disk.full = each != only);
            fill();
            world.run(3 * SECOND);
            assertThat(only.leads()).as("%s has room", only.id).isTrue();
            world.all().forEach(each -> each.disk.full = false);
            world.run(10 * SECOND);
        }
    }

    @Test
    @DisplayName("R15: a follower without room falls behind, and catches up once it has some")
    void aFollowerWithoutRoomFallsBehindAndCatchesUp() {
        Running full = world.follower();
        full.disk.full = true;
        fill();
        for (int i = 0; i < 20; i++) {
            propose(world.leader(), 20_000);
        }
        world.run(SECOND);
        assertThat(full.member.status().durableIndex())
                .as("more came than its segment holds")
                .isLessThan(world.leader().member.status().durableIndex());
        assertThat(full.member.isLatched()).isFalse();

        full.disk.full = false;
        long last = world.leader().member.status().durableIndex();
        world.until(() -> full.member.status().durableIndex() == last);
        world.until(() -> full.counter.sum == sum);
        assertThat(full.counter.indexes).isEqualTo(world.leader().counter.indexes);
    }

    /** Proposes until every full disk has used up what it had prepared. */
    private void fill() {
        while (world.all().stream().anyMatch(each -> each.disk.full && !each.member.spaceShort())) {
            propose(world.leader(), 30_000);
            world.run(10 * World.MILLISECOND);
        }
    }

    private void propose(Running proposer, int bytes) {
        CompletableFuture<Outcome<Long>> result =
                proposer.member.propose(Bytes.utf8("0".repeat(bytes) + "1"));
        world.until(result::isDone);
        if (result.join() instanceof Outcome.Applied<Long>) {
            sum++;
        }
    }
}
