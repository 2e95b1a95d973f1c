package io.jangada.sim.world;

import io.jangada.node.Frame;
import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;
import io.jangada.sim.disk.SimDisk;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Disturbs a member that receives a snapshot, once, and counts what it asks for again. A chunk may
 * be asked for again that had not reached its disk, that a dead one was asked for, that the power
 * took before it was forced, or that was damaged; no other.
 */
final class Installation {
    private static final long LOOK = 20_000_000;
    private static final int CRC_BYTES = 4;

    private final World<?> world;
    private final Host<?> host;
    private final Trouble.Interrupt interrupt;

    /** In the names of the files of the snapshot; null until it is known. */
    private @Nullable String image;

    /** How often the chunk at each offset was asked for. */
    private final TreeMap<Long, Integer> asked = new TreeMap<>();

    private long written;
    private int unforced;
    private int came;
    private boolean struck;

    /** Whether a chunk was damaged on its way, and nothing was asked for again since. */
    private boolean unnoticed;

    /** How many may be asked for again. */
    private long explained;

    /** Which one was damaged; negative when none was. */
    private long damaged = -1;

    private boolean ended;

    Installation(World<?> world, Host<?> host, Trouble.Interrupt interrupt) {
        this.world = world;
        this.host = host;
        this.interrupt = interrupt;
    }

    /** The member goes, and comes back when all others have the same newest snapshot. */
    void begin() {
        host.inside.watched(this);
        host.crash();
        await();
    }

    private void await() {
        String newest = null;
        boolean all = true;
        for (Host<?> other : others()) {
            String own =
                    other.disk.files().stream()
                            .filter(file -> file.matches("manifest-[0-9a-f]{16}-[0-9a-f]{16}"))
                            .reduce((_, last) -> last)
                            .orElse(null);
            all &= own != null && (newest == null || newest.equals(own));
            newest = own;
        }
        if (!all || newest == null) {
            world.agenda().after(LOOK, this::await);
            return;
        }
        image = newest.substring("manifest-".length());
        if (interrupt.how() == Trouble.How.LEADER) {
            onlyOfTheLeader();
        }
        // Time to forget the log behind it.
        world.agenda().after(10 * LOOK, host::start);
    }

    private List<? extends Host<?>> others() {
        return world.hosts().stream().filter(other -> other != host).toList();
    }

    /** Until the leader is gone nobody else can be asked. */
    private void onlyOfTheLeader() {
        for (Host<?> other : others()) {
            if (!other.leads()) {
                world.network().cut(host.number, other.number, Long.MAX_VALUE);
                world.network().cut(other.number, host.number, Long.MAX_VALUE);
            }
        }
    }

    private boolean isData(String file) {
        return image != null && file.equals("snapshot-" + image + ".part");
    }

    /** An operation of the member's disk is about to take effect. */
    void meets(SimDisk.Kind kind, String file) {
        if (ended || !isData(file)) {
            return;
        }
        switch (kind) {
            case WRITE -> {
                written++;
                unforced++;
                boolean byDisk = interrupt.how() != Trouble.How.DAMAGE_ON_THE_WAY;
                if (byDisk && !struck && written == interrupt.chunks()) {
                    struck = true;
                    world.agenda().after(0, this::strike);
                }
            }
            case FORCE -> unforced = 0;
            default -> {}
        }
    }

    void sends(ServerId to, Frame frame) {
        if (!ended
                && frame.message() instanceof Message.FetchSnapshot fetch
                && fetch.offset() >= 0) {
            unnoticed &= !asked.containsKey(fetch.offset());
            asked.merge(fetch.offset(), 1, Integer::sum);
            if (unnoticed) {
                // With what is damaged goes what is under way from the same member.
                explained = Math.max(explained, all() - written);
            }
            boolean answers =
                    world.hosts().stream().anyMatch(one -> one.id.equals(to) && one.isUp());
            explained += answers ? 0 : 1;
        }
    }

    private long all() {
        return asked.values().stream().mapToLong(Integer::longValue).sum();
    }

    Frame receives(Frame frame) {
        if (struck
                || interrupt.how() != Trouble.How.DAMAGE_ON_THE_WAY
                || !(frame.message() instanceof Message.SnapshotChunk chunk)
                || chunk.offset() < 0
                || frame.payloads().isEmpty()
                || ++came < interrupt.chunks()) {
            return frame;
        }
        struck = true;
        world.coverage().count(Trouble.Interrupt.DISTURBED);
        unnoticed = true;
        explained = all() - written;
        damaged = chunk.offset();
        Payload payload = frame.payloads().getFirst();
        byte[] bytes = new byte[payload.size()];
        payload.bytes().buffer().get(bytes);
        bytes[world.damage().below(bytes.length)] ^= 1;
        return new Frame(
                frame.group(), chunk, List.of(new Payload(payload.kind(), Bytes.copyOf(bytes))));
    }

    private void strike() {
        world.coverage().count(Trouble.Interrupt.DISTURBED);
        explained += all() - written;
        long down = world.setup().core().electionTimeoutMin();
        switch (interrupt.how()) {
            case CONNECTION -> {
                for (Host<?> other : others()) {
                    world.network().reset(host.number, other.number);
                    host.lost(other.id);
                    other.lost(host.id);
                }
            }
            case PROCESS -> host.die(false, down);
            case POWER -> {
                explained += unforced;
                host.die(true, down);
            }
            case LEADER -> {
                world.network().heal();
                others().stream()
                        .filter(Host::leads)
                        .forEach(leader -> leader.die(false, 4 * down));
            }
            case DAMAGE_AT_REST -> {
                host.die(false, down);
                int chunk = world.damage().below((int) written);
                damaged = (long) chunk * chunkBytes();
                explained++;
                String file = "snapshot-" + image + ".part";
                int end =
                        Math.min(host.disk.contents(file).length, chunk * stride() + chunkBytes());
                int length = end - chunk * stride();
                host.disk.flip(file, chunk * stride() + world.damage().below(length), 1);
            }
            case DAMAGE_ON_THE_WAY -> {}
        }
    }

    private int chunkBytes() {
        return world.setup().limits().chunkBytes();
    }

    /** From one chunk to the next, each with its checksum behind it. */
    private int stride() {
        return (chunkBytes() + CRC_BYTES + SimDisk.UNIT - 1) / SimDisk.UNIT * SimDisk.UNIT;
    }

    /** The snapshot is whole, and takes the place of the log. */
    void restores(String name) {
        if (ended || !name.equals(image)) {
            return;
        }
        ended = true;
        host.inside.watched(null);
        Coverage coverage = world.coverage();
        coverage.count(Trouble.Interrupt.CHUNKS, asked.size());
        if (!struck) {
            return; // it has fewer chunks
        }
        long again = all() - asked.size();
        coverage.count(Trouble.Interrupt.AGAIN, again);
        coverage.count(Trouble.Interrupt.UNEXPLAINED, Math.max(0, again - explained));
        boolean missed = damaged >= 0 && asked.getOrDefault(damaged, 0) < 2;
        coverage.count(Trouble.Interrupt.UNNOTICED, missed ? 1 : 0);
        String file = "snapshot-" + name;
        for (Host<?> other : others()) {
            if (other.disk.has(file)) {
                boolean alike = alike(host.disk.contents(file), other.disk.contents(file));
                coverage.count(alike ? Trouble.Interrupt.ALIKE : Trouble.Interrupt.UNLIKE);
            }
        }
    }

    /** But for the checksums behind the chunks, which are of each member's own. */
    private boolean alike(byte[] one, byte[] other) {
        if (one.length != other.length) {
            return false;
        }
        for (int at = 0; at < one.length; at += stride()) {
            int end = Math.min(at + chunkBytes(), one.length - CRC_BYTES);
            if (!Arrays.equals(one, at, end, other, at, end)) {
                return false;
            }
        }
        return true;
    }
}
