package io.jangada.node;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Adds numbers up: a command that is applied twice shows. */
final class Counter implements StateMachine<Long> {
    long sum;
    final List<Long> indexes = new ArrayList<>();

    /** Applying this amount fails. */
    long poison = Long.MIN_VALUE;

    @Override
    public Long apply(long index, Bytes command) {
        if (Long.parseLong(command.text()) == poison) {
            throw new IllegalStateException("poison");
        }
        indexes.add(index);
        sum += Long.parseLong(command.text());
        return sum;
    }

    /** How many images are not closed. */
    int images;

    @Override
    public Image image() {
        Image whole = Image.of(Bytes.utf8(Long.toString(sum)));
        images++;
        return new Image() {
            private boolean open = true;

            @Override
            public @Nullable Bytes next() {
                return whole.next();
            }

            @Override
            public void close() {
                images -= open ? 1 : 0;
                open = false;
            }
        };
    }

    @Override
    public Loader loader() {
        return Loader.whole(bytes -> sum = Long.parseLong(bytes.text()));
    }
}
