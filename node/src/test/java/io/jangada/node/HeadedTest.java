package io.jangada.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A head before an image, parted again wherever the bytes were cut. */
class HeadedTest {
    private final List<String> loaded = new ArrayList<>();
    private final Loader loader =
            Loader.behind(
                    head -> loaded.add("head " + head.text()),
                    Loader.whole(rest -> loaded.add("rest " + rest.text())));

    private static Bytes all(Image image) {
        ByteBuffer all = ByteBuffer.allocate(1 << 12);
        for (@Nullable Bytes piece = image.next(); piece != null; piece = image.next()) {
            piece.writeTo(all);
        }
        return Bytes.copyOf(all.flip());
    }

    private void load(Bytes bytes, int cut) {
        for (int at = 0; at < bytes.size(); at += cut) {
            loader.take(bytes.slice(at, Math.min(bytes.size(), at + cut)));
        }
        loader.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 100})
    void bothComeOutAgainInThisOrder(int cut) {
        load(all(Image.behind(Bytes.utf8("Jan"), Image.of(Bytes.utf8("gada")))), cut);

        assertThat(loaded).containsExactly("head Jan", "rest gada");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 100})
    void eitherMayBeEmpty(int cut) {
        load(all(Image.behind(Bytes.EMPTY, Image.of(Bytes.EMPTY))), cut);

        assertThat(loaded).containsExactly("head ", "rest ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 6})
    void anImageThatEndsInItsHeadIsRefusedAndChangesNothing(int length) {
        Bytes whole = all(Image.behind(Bytes.utf8("Jan"), Image.of(Bytes.utf8("gada"))));

        assertThatThrownBy(() -> load(whole.slice(0, length), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("head");
        assertThat(loaded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aLengthThatNoHeadHasTakesNoMemory(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(8).putInt(length).putInt(7).flip();

        assertThatThrownBy(() -> load(Bytes.copyOf(bytes), 100))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(loaded).isEmpty();
    }
}
