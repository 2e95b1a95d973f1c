package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;

/** Images, compaction and snapshots between whole members. */
class SnapshotsOfMembersTest {
    private static final long MS = World.MILLISECOND;

    /** An image after each twentieth entry, and nothing of the log stays behind it. */
    private static final SnapshotPolicy OFTEN =
            new SnapshotPolicy(1 << 20, 20, 3_600_000 * MS, 0, 0, 64 << 20, 50 * MS);

    private static final SnapshotPolicy AFTER_A_SECOND =
            new SnapshotPolicy(1 << 20, 1 << 20, 1_000 * MS, 0, 0, 64 << 20, 50 * MS);

    private final World world = new World(1, 3, OFTEN);

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            CompletableFuture<Outcome<Long>> result = world.leader().add(1);
            world.until(result::isDone);
            assertThat(result.join()).isInstanceOf(Outcome.Applied.class);
        }
    }

    @Test
    void membersTakeImagesAndForgetTheirLogs() {
        add(100);
        world.run(100 * MS);

        for (Running one : world.all()) {
            assertThat(one.member.status().snapshotIndex()).isGreaterThanOrEqualTo(100);
            assertThat(one.member.status().firstLogIndex()).isGreaterThanOrEqualTo(100);
            assertThat(one.fatal).isEmpty();
        }
    }

    @Test
    void aMemberStartsOnItsSnapshotAndTheLogBehindIt() {
        add(50);
        Running follower = world.follower();
        Running again = world.restart(follower);
        world.until(() -> again.counter.sum == 50);

        assertThat(again.counter.indexes)
                .as("entries that are in the snapshot")
                .hasSizeLessThan(25);
        add(5);
        world.until(() -> again.counter.sum == 55);
    }

    @Test
    void aFollowerThatIsFarBehindGetsASnapshot() {
        Running follower = world.follower();
        world.cutOff.add(follower.id);
        add(100);
        world.cutOff.clear();
        world.until(() -> follower.counter.sum == 100);

        assertThat(follower.counter.indexes).hasSizeLessThan(30);
        assertThat(follower.member.status().snapshotIndex()).isPositive();
        add(1);
        world.until(() -> follower.counter.sum == 101);
        assertThat(follower.fatal).isEmpty();
    }

    @Test
    void aDownloadThatIsCutOffByARestartGoesOn() {
        Running follower = world.follower();
        world.cutOff.add(follower.id);
        add(100);
        world.cutOff.clear();
        for (int i = 0; i < 20 && follower.counter.sum < 100; i++) {
            world.run(2 * MS);
            world.restart(world.get((int) follower.id.value()));
        }
        Running again = world.get((int) follower.id.value());
        world.until(() -> again.counter.sum == 100);

        assertThat(again.fatal).isEmpty();
    }

    @Test
    void aWholeClusterStartsAgainOnSnapshots() {
        add(70);
        world.all().forEach(world::restart);
        add(1);

        world.until(() -> world.all().stream().allMatch(one -> one.counter.sum == 71));
    }

    @Test
    void whatWasAcknowledgedIsAppliedOnceThoughItsEntriesCameInASnapshot() {
        Running follower = world.follower();
        CompletableFuture<Outcome<Long>> lost = follower.add(1000);
        world.run(10 * MS);
        world.cutOff.add(follower.id);
        add(100);
        world.cutOff.clear();
        world.until(lost::isDone);
        world.until(() -> follower.counter.sum >= 100);
        world.run(500 * MS);

        assertThat(follower.counter.sum).isIn(100L, 1100L);
        assertThat(world.leader().counter.sum).isEqualTo(follower.counter.sum);
    }

    @Test
    void anImageWaitsUntilTheTermIsDurable() {
        World slow = new World(1, 3, AFTER_A_SECOND);
        Running follower = withATermThatIsNotDurable(slow);
        slow.run(3_000 * MS);

        assertThat(slow.leader().member.status().snapshotIndex()).isPositive();
        assertThat(follower.member.status().lastApplied()).isPositive();
        assertThat(follower.member.status().snapshotIndex()).isZero();
        assertThat(follower.counter.images).as("it waits").isEqualTo(1);

        follower.voting = true;
        slow.run(100 * MS);
        assertThat(follower.member.status().snapshotIndex()).isPositive();
        assertThat(follower.counter.images).isZero();
    }

    @Test
    void noImageStaysOpenWhenAMemberStops() {
        World slow = new World(1, 3, AFTER_A_SECOND);
        Running follower = withATermThatIsNotDurable(slow);
        slow.run(3_000 * MS);
        assertThat(follower.counter.images).isEqualTo(1);
        follower.member.close();

        assertThat(follower.counter.images).isZero();
    }

    /** Another one leads, in a term that is not durable at the follower that is returned. */
    private static Running withATermThatIsNotDurable(World world) {
        Running leader = world.leader();
        Running follower = world.follower();
        Running next =
                world.all().stream()
                        .filter(one -> one != follower && one != leader)
                        .findAny()
                        .orElseThrow();
        follower.voting = false;
        CompletableFuture<Boolean> done = leader.member.transfer(next.id);
        world.until(() -> done.isDone() && next.leads());
        return follower;
    }
}
