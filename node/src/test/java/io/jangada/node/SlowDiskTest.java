package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;
import io.jangada.raft.ServerId;
import io.jangada.raft.Standing;
import io.jangada.raft.Status;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Members whose disk is slow or stuck, on virtual time. */
class SlowDiskTest {
    private static final long ELECTION = 150 * World.MILLISECOND;
    private static final long STUCK = 3_600_000 * World.MILLISECOND;

    @Test
    void aLeaderWhoseDiskIsSlowHandsOverWithinThreeElectionTimeouts() {
        for (int seed = 1; seed <= 10; seed++) {
            World world = new World(seed, 3);
            Running slow = world.leader();
            served(world, slow);
            long term = slow.member.status().currentTerm();
            slow.disk.takes = 3 * ELECTION / 4;
            keepBusy(world, slow, 3 * ELECTION);

            assertThat(slow.leads()).isFalse();
            Running next = world.leader();
            assertThat(next.member.status().currentTerm())
                    .as("no vote in vain")
                    .isEqualTo(term + 1);
            keepBusy(world, slow, 20 * ELECTION);
            assertThat(world.leader()).as("the lead does not come back").isSameAs(next);
        }
    }

    @Test
    void aLeaderWhoseDiskIsStuckStepsDownThoughNobodyTakesOver() {
        for (int seed = 1; seed <= 10; seed++) {
            World world = new World(seed, 3);
            Running stuck = world.leader();
            served(world, stuck);
            world.loseTransfers = true;
            stuck.disk.takes = STUCK;
            CompletableFuture<Outcome<Long>> first = stuck.add(1);
            world.run(2 * ELECTION - 20 * World.MILLISECOND);
            assertThat(stuck.leads()).as("not before two election time-outs").isTrue();
            world.run(ELECTION);
            assertThat(stuck.leads()).isFalse();

            Running next = world.leader();
            assertThat(next).isNotSameAs(stuck);
            world.until(first::isDone);
            served(world, stuck);
            stuck.disk.takes = 0;
            world.until(() -> stuck.counter.indexes.equals(next.counter.indexes));
            assertThat(stuck.fatal).isEmpty();
        }
    }

    @Test
    void aLeaderThatNobodyRelievesAsksSeldom() {
        World world = new World(3, 3);
        Running slow = world.leader();
        served(world, slow);
        world.loseTransfers = true;
        slow.disk.takes = 3 * ELECTION / 4;
        keepBusy(world, slow, 5 * ELECTION);
        assertThat(world.lostTransfers).isPositive();
        int before = world.lostTransfers;
        keepBusy(world, slow, 50 * ELECTION);
        assertThat(world.lostTransfers).isEqualTo(before);
        assertThat(slow.leads()).isTrue();
    }

    @Test
    void aLeaderStaysWhoseDiskIsNoWorseThanTheOthers() {
        for (long takes : new long[] {3 * ELECTION / 4, 5 * ELECTION / 2}) {
            World world = new World(3, 3);
            Running leader = world.leader();
            served(world, leader);
            world.all().forEach(each -> each.disk.takes = takes);
            keepBusy(world, leader, 100 * ELECTION);

            assertThat(leader.leads()).isTrue();
            assertThat(leader.member.stats().leaderChanges()).isOne();
            served(world, leader);
        }
    }

    @Test
    void aLeaderStaysWithoutWhoseDiskNothingCanBeCommitted() {
        World world = new World(3, 3);
        Running stuck = world.leader();
        served(world, stuck);
        world.cutOff.add(world.follower().id);
        stuck.disk.takes = STUCK;
        keepBusy(world, stuck, 10 * ELECTION);

        assertThat(stuck.leads()).isTrue();
    }

    @Test
    void whoseDiskIsSlowLeavesTheCampaignToOthers() {
        for (int seed = 1; seed <= 20; seed++) {
            World world = new World(seed, 5);
            Running leader = world.leader();
            served(world, leader);
            Running slow = world.follower();
            slow.disk.takes = 3 * ELECTION / 4;
            keepBusy(world, leader, 5 * ELECTION);
            world.cutOff.add(leader.id);
            boolean[] campaigned = {false};
            world.until(() -> {
                Standing standing = slow.member.status().standing();
                campaigned[0] |= standing != Standing.FOLLOWER;
                return world.all().stream().anyMatch(each -> each != leader && each.leads());
            });

            assertThat(campaigned[0]).as("seed %d", seed).isFalse();
        }
    }

    @Test
    void whereAllDisksAreSlowThereIsALeaderAllTheSame() {
        World world = new World(3, 3);
        Running leader = world.leader();
        served(world, leader);
        world.all().forEach(each -> each.disk.takes = 3 * ELECTION / 4);
        keepBusy(world, leader, 5 * ELECTION);
        world.cutOff.add(leader.id);
        Running next = world.leader();
        CompletableFuture<Outcome<Long>> result = next.add(1);
        world.until(result::isDone);

        assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void drawsAreLaterFromASlowWriteOnForFourElectionTimeouts() {
        List<Long> least = new ArrayList<>();
        SlowDisk disk =
                new SlowDisk(
                        (min, max) -> {
                            assertThat(max - min).isEqualTo(100);
                            return min;
                        },
                        100);
        for (long moment : new long[] {-1_000, -999, -600, -599}) {
            disk.look(moment, moment == -999 ? 50 : 49, status(Standing.FOLLOWER, 0));
            least.add(disk.draw(100, 200));
        }
        assertThat(least).containsExactly(100L, 300L, 300L, 100L);
    }

    @Test
    void aLeadersDrawsAreAsEverUntilItIsToStepDown() {
        SlowDisk disk = new SlowDisk((min, _) -> min, 100);
        disk.look(-199, 0, status(Standing.LEADER, 0));
        disk.look(0, 199, status(Standing.LEADER, 1));
        assertThat(disk.isBehind()).isTrue();
        assertThat(disk.isStuck()).isFalse();
        assertThat(disk.draw(100, 200)).isEqualTo(100);
        disk.look(1, 200, status(Standing.LEADER, 1));
        assertThat(disk.isStuck()).isTrue();
        assertThat(disk.draw(100, 200)).isEqualTo(300);
        disk.look(2, 201, status(Standing.FOLLOWER, 1));
        assertThat(disk.isStuck()).isFalse();
    }

    private static Status status(Standing standing, long commitIndex) {
        return new Status(new ServerId(1), standing, 1, null, 1, 0, 1, 0, commitIndex, 0);
    }

    /** Proposes at every other member for a while. */
    private static void keepBusy(World world, Running one, long nanos) {
        for (long past = 0; past < nanos; past += 10 * World.MILLISECOND) {
            var _ = other(world, one).add(1);
            world.run(10 * World.MILLISECOND);
        }
    }

    private static Running other(World world, Running one) {
        return world.all().stream()
                .filter(each -> each != one && !world.cutOff.contains(each.id))
                .findFirst()
                .orElseThrow();
    }

    private static void served(World world, Running one) {
        CompletableFuture<Outcome<Long>> result = other(world, one).add(1);
        world.until(result::isDone);
        assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
    }
}
