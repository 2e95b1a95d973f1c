package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

class OriginsTest {
    private static final ServerId A = new ServerId(1);
    private static final ServerId B = new ServerId(2);

    private final Origins origins = new Origins();

    @Test
    void aDuplicateIsDropped() {
        assertThat(origins.admit(new Origin(A, 7, 1))).isTrue();
        assertThat(origins.admit(new Origin(A, 7, 1))).isFalse();
    }

    @Test
    void aCommandThatWasOvertakenIsDropped() {
        assertThat(origins.admit(new Origin(A, 7, 2))).isTrue();
        assertThat(origins.admit(new Origin(A, 7, 1))).isFalse();
        assertThat(origins.admit(new Origin(A, 7, 3))).isTrue();
    }

    @Test
    void membersAndBootsCountForThemselves() {
        assertThat(origins.admit(new Origin(A, 7, 5))).isTrue();
        assertThat(origins.admit(new Origin(B, 7, 5))).isTrue();
        assertThat(origins.admit(new Origin(A, 8, 1))).isTrue();
        assertThat(origins.admit(new Origin(A, 7, 5))).isFalse();
    }

    @Test
    void theOldestBootOfAMemberIsForgottenAtTheBound() {
        for (int boot = 0; boot <= Origins.BOOTS_MAX; boot++) {
            origins.admit(new Origin(A, 1000 - boot, 1));
        }
        origins.admit(new Origin(B, 1, 1));

        assertThat(origins.size()).isEqualTo(Origins.BOOTS_MAX + 1);
        assertThat(origins.admit(new Origin(A, 999, 1))).isFalse();
    }

    @Test
    void aPayloadGivesItsOriginAndCommandBack() {
        Origin origin = new Origin(A, -7, Long.MAX_VALUE);
        Payload payload = origin.wrap(Bytes.utf8("x=1"));

        assertThat(Origin.of(payload)).isEqualTo(origin);
        assertThat(Origin.command(payload).text()).isEqualTo("x=1");
        assertThat(payload.size()).isEqualTo(Origin.BYTES + 3);
    }
}
