package io.jangada.server.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

final class RosterTest {
    private static final ServerId A = new ServerId(1);
    private static final ServerId B = new ServerId(2);

    private static Announcement told(ServerId id, String name) {
        return new Announcement(id, 3, name, List.of("http://" + name + ":1", "http://" + name));
    }

    @Test
    void whatWasToldLastCounts() {
        Roster roster = new Roster(Map.of(A, "a"));
        assertThat(roster.of(B)).isNull();
        roster.publish(told(B, "b"));
        roster.publish(told(A, "new"));
        assertThat(roster.of(A)).isEqualTo(told(A, "new"));
        assertThat(roster.of(B)).isEqualTo(told(B, "b"));
        assertThat(roster.priority(B)).isEqualTo(3);
        assertThat(roster.priority(new ServerId(9))).isZero();
    }

    @Test
    void anImageHoldsAll() {
        Roster roster = new Roster(Map.of(A, "a"));
        roster.publish(told(B, "b"));
        Roster other = new Roster(Map.of());
        other.load(roster.encode());
        assertThat(other.of(A)).isEqualTo(new Announcement(A, 0, "a", List.of()));
        assertThat(other.of(B)).isEqualTo(told(B, "b"));
    }

    /** As 0.2.0 wrote it: the byte 0xA1, the id, and each URL behind its length. */
    @Test
    void whatOlderMembersToldKeepsTheName() {
        byte[] url = "http://x:1".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer old = ByteBuffer.allocate(1 + 8 + 4 + url.length);
        old.put((byte) 0xA1).putLong(1).putInt(url.length).put(url);
        Bytes command = Bytes.owned(old.array());
        assertThat(Announcement.is(command)).isTrue();
        Roster roster = new Roster(Map.of(A, "a"));
        roster.publish(Announcement.decode(command));
        assertThat(roster.of(A)).isEqualTo(new Announcement(A, 0, "a", List.of("http://x:1")));
    }

    @Test
    void whoToldLongestAgoIsForgotten() {
        Roster roster = new Roster(Map.of());
        for (int id = 1; id <= Roster.TOLD_MAX; id++) {
            roster.publish(told(new ServerId(id), "m" + id));
        }
        roster.publish(told(A, "again"));
        roster.publish(told(new ServerId(-1), "one more"));
        assertThat(roster.of(A)).isNotNull();
        assertThat(roster.of(B)).isNull();
    }
}
