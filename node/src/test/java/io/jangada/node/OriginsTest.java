package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Bytes;
import io.jangada.raft.Members;
import io.jangada.raft.ServerId;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

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
    void whoWasAMemberIsStillKnown() {
        assertThat(origins.admit(new Origin(B, 7, 5))).isTrue();
        origins.configured(Members.of(A));
        assertThat(origins.admit(new Origin(B, 7, 5))).isFalse();
        assertThat(origins.admit(new Origin(B, 7, 6))).isTrue();
    }

    @Test
    void notAllWhoEverWereMembersAreRemembered() {
        for (int id = 1; id <= Origins.STRANGERS_MAX + 10; id++) {
            origins.admit(new Origin(new ServerId(id), 7, 1));
        }
        origins.configured(Members.of(A));
        assertThat(origins.size()).isEqualTo(Origins.STRANGERS_MAX + 1);
        assertThat(origins.admit(new Origin(A, 7, 1))).isFalse();
    }

    @Test
    void whatIsDecodedAdmitsAndForgetsAsWhatWasEncoded() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Origins original = new Origins();
            for (int i = random.nextInt(400); i > 0; i--) {
                original.admit(any(random));
            }
            Origins copy = Origins.decode(original.encode());
            assertThat(copy.encode()).isEqualTo(original.encode());
            for (int i = 0; i < 400; i++) {
                Origin origin = any(random);
                assertThat(copy.admit(origin))
                        .as("seed %d", seed)
                        .isEqualTo(original.admit(origin));
            }
            assertThat(copy.encode()).as("seed %d", seed).isEqualTo(original.encode());
        }
    }

    /** Of more boots than are kept, so that their order decides what is forgotten. */
    private static Origin any(Random random) {
        return new Origin(
                random.nextBoolean() ? A : B, random.nextLong(100) - 50, random.nextInt(5));
    }

    @Test
    void theOldestBootIsForgottenAfterDecodingToo() {
        for (int boot = 0; boot < Origins.BOOTS_MAX; boot++) {
            origins.admit(new Origin(A, 1000 - boot, 1));
        }
        Origins copy = Origins.decode(origins.encode());
        copy.admit(new Origin(A, 2000, 1));

        assertThat(copy.size()).isEqualTo(Origins.BOOTS_MAX);
        assertThat(copy.admit(new Origin(A, 937, 1))).isFalse();
        assertThat(copy.admit(new Origin(A, 1000, 1))).isTrue();
    }

    @Test
    void theBytesAreByMemberAndAge() {
        origins.admit(new Origin(B, 1, 3));
        origins.admit(new Origin(A, 8, 2));
        origins.admit(new Origin(A, 7, 1));

        assertThat(origins.encode()).isEqualTo(longs(1, 8, 2, 1, 7, 1, 2, 1, 3));
    }

    @Test
    void otherBytesAreRefused() {
        assertThat(Origins.decode(Bytes.EMPTY).size()).isZero();
        assertRefused(longs(1, 8), "cut off");
        assertRefused(longs(2, 8, 1, 1, 8, 1), "members out of order");
        assertRefused(longs(1, 8, -1), "below 0");
        assertRefused(longs(1, 8, 1, 1, 8, 2), "twice");
        long[] many = new long[3 * (Origins.BOOTS_MAX + 1)];
        for (int i = 0; i < many.length; i += 3) {
            many[i] = 1;
            many[i + 1] = i;
        }
        assertRefused(longs(many), "too many boots");
    }

    private static void assertRefused(Bytes bytes, String why) {
        assertThatThrownBy(() -> Origins.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static Bytes longs(long... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Long.BYTES);
        for (long number : numbers) {
            buffer.putLong(number);
        }
        return Bytes.owned(buffer.array());
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
