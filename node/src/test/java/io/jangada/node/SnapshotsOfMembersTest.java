package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.World.Running;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
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
    @DisplayName("R18: a damaged chunk is found, and an image of the same entries is written")
    void aDamagedSnapshotIsReplacedWhileAllIsWhole() {
        add(50);
        world.run(100 * MS);
        Running follower = world.follower();
        for (int time = 1; time <= 2; time++) {
            long count = time;
            damage(follower);
            world.until(() -> follower.member.stats().snapshotsDamaged() == count);
            world.run(3_000 * MS);
            assertThat(follower.member.status().snapshotIndex())
                    .as("the second time of the same index")
                    .isEqualTo(follower.member.status().lastApplied());
        }
        assertThat(follower.member.stats().snapshotsDamaged()).isEqualTo(2);
        Running again = world.restart(follower);
        world.until(() -> again.counter.sum == 50);

        assertThat(again.fatal).isEmpty();
    }

    @Test
    void whoIsAskedForADamagedChunkDoesNotHaveItAndWritesAnother() {
        Running follower = world.follower();
        world.cutOff.add(follower.id);
        add(100);
        for (Running one : world.all()) {
            if (one != follower) {
                damage(one);
            }
        }
        world.cutOff.clear();
        world.until(() -> follower.counter.sum == 100);

        assertThat(follower.counter.indexes).hasSizeLessThan(30);
        assertThat(world.leader().fatal).isEmpty();
    }

    @Test
    @DisplayName("R5: whose snapshot is damaged pulls another, and gives no vote before")
    void whoseSnapshotIsDamagedPullsAnother() {
        add(50);
        world.run(100 * MS);
        Running leader = world.leader();
        Running follower = world.follower();
        world.cutOff.add(leader.id);
        damage(follower);
        Running lost = world.restart(follower);
        world.run(10_000 * MS);
        assertThat(world.all()).noneMatch(one -> one != leader && one.leads());
        assertThat(lost.counter.sum).isZero();

        world.cutOff.clear();
        world.until(() -> lost.counter.sum == 50);
        assertThat(lost.member.stats().snapshotsRestored()).isOne();
        assertThat(lost.counter.indexes).as("its log stays").isNotEmpty();
        world.cutOff.add(world.leader().id);
        add(1);
        world.until(() -> lost.counter.sum == 51);
        assertThat(lost.fatal).isEmpty();
    }

    @Test
    void whoseSnapshotIsDamagedAndWhoseLogIsBehindPullsAnother() {
        add(50);
        Running follower = world.follower();
        world.cutOff.add(follower.id);
        add(100);
        damage(follower);
        Running lost = world.restart(follower);
        world.cutOff.clear();
        world.until(() -> lost.counter.sum == 150);
        Running again = world.restart(lost);
        world.until(() -> again.counter.sum == 150);

        assertThat(again.fatal).isEmpty();
    }

    /** One bit of the newest snapshot. */
    private static void damage(Running of) {
        List<String> files =
                of.disk.list().stream().filter(file -> file.startsWith("snapshot-")).toList();
        of.disk.bytes(files.getLast())[3] ^= 1;
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
        CompletableFuture<TransferOutcome> done = leader.member.transfer(next.id);
        world.until(() -> done.isDone() && next.leads());
        return follower;
    }
}
