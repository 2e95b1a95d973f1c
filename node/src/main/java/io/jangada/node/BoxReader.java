package io.jangada.node;

import io.jangada.raft.Bytes;
import io.jangada.raft.Codec;
import io.jangada.raft.Malformed;
import io.jangada.raft.ServerId;
import io.jangada.raft.Settings;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes a box apart. Behind the newest frame lie those of a former round, and a killed process or a
 * copy may have left half a frame: a half ends at its first frame that does not count. It is damage
 * when a frame that does count comes behind that.
 */
final class BoxReader {
    private final Bytes bytes;
    private final ByteBuffer file;
    private final List<String> damages = new ArrayList<>();

    BoxReader(Bytes bytes) {
        this.bytes = bytes;
        this.file = bytes.buffer();
    }

    /** A frame that counts. */
    private record Frame(int offset, ByteBuffer payload, int end) {}

    Recording read() {
        int half = half();
        List<Recording.Half> halves = new ArrayList<>();
        for (int start : List.of(0, half)) {
            Recording.Half read = half(start, half);
            if (read != null) {
                halves.add(read);
            }
        }
        if (halves.isEmpty()) {
            String why = damages.isEmpty() ? "there is no recording in it" : damages.getFirst();
            return new Recording.Unusable(why);
        }
        halves.sort(Comparator.comparingLong(Recording.Half::sequence));
        Recording.Half older = halves.getFirst();
        int before = halves.getLast().before();
        if (halves.size() == 2 && before > older.steps().size() && damages.isEmpty()) {
            damages.add(
                    "offset " + older.end() + ": cut or changed, " + before + " steps were here");
        }
        return new Recording.Found(List.copyOf(halves), List.copyOf(damages));
    }

    /** The first header says how long a half is; without it, a file that is whole does. */
    private int half() {
        if (file.limit() >= BoxLayout.HEADER) {
            int said = file.getInt(12);
            if (BoxLayout.sequence(file, said) != 0 && said >= BoxLayout.HALF_MIN) {
                return said;
            }
        }
        return file.limit() / 2;
    }

    private Recording.@Nullable Half half(int start, int size) {
        int end = (int) Math.min(file.limit(), (long) start + size);
        if (end - start < BoxLayout.HEADER) {
            damages.add("offset " + start + ": the file ends before this half has a header");
            return null;
        }
        ByteBuffer header = file.slice(start, BoxLayout.HEADER);
        long sequence = BoxLayout.sequence(header, size);
        if (sequence == 0) {
            if (!isZero(header)) {
                damages.add("offset " + start + ": " + unknown(BoxLayout.version(header)));
            }
            return null;
        }
        int at = start + BoxLayout.HEADER;
        Frame first = frame(start, at, end, sequence);
        try {
            if (first == null) {
                throw new Unfit("the state at the beginning is cut or changed");
            }
            return half(start, end, sequence, first);
        } catch (Unfit unfit) {
            damages.add("offset " + at + ": " + unfit.getMessage());
            return null;
        }
    }

    private static String unknown(int version) {
        return version == 0 || version == BoxLayout.VERSION
                ? "this is no header of a black box"
                : "this is a black box of format %d, and only %d is read here; use the version that"
                                .formatted(version, BoxLayout.VERSION)
                        + " wrote it";
    }

    private Recording.Half half(int start, int end, long sequence, Frame first) throws Unfit {
        ByteBuffer begin = first.payload();
        if (begin.remaining() < BoxLayout.BEGIN_BYTES || begin.get() != BoxLayout.BEGIN) {
            throw new Unfit("a half begins with something else than a state");
        }
        ServerId self = new ServerId(begin.getLong());
        Settings settings = settings(begin);
        int before = begin.getInt();
        long entries = begin.getLong();
        boolean stated = begin.get() == 1;
        Bytes state = bytes.slice(first.end() - begin.remaining(), first.end());
        if (stated == state.isEmpty()) {
            throw new Unfit("a state is missing");
        }
        List<Recording.Step> steps = new ArrayList<>();
        int at = steps(steps, start, first.end(), end, sequence);
        lookBehind(start, at, end, sequence);
        return new Recording.Half(
                sequence, start, self, settings, before, entries, state, steps, at);
    }

    private static Settings settings(ByteBuffer begin) throws Unfit {
        try {
            return BoxLayout.settings(begin);
        } catch (IllegalStateException impossible) {
            throw new Unfit("no core has such settings: " + impossible.getMessage());
        }
    }

    /** Returns where the last step ends. */
    private int steps(List<Recording.Step> steps, int start, int from, int end, long sequence) {
        int at = from;
        Frame frame = frame(start, at, end, sequence);
        while (frame != null) {
            try {
                steps.add(step(frame));
            } catch (Unfit unfit) {
                damages.add("offset " + at + ": " + unfit.getMessage());
                return at;
            }
            at = frame.end();
            frame = frame(start, at, end, sequence);
        }
        return at;
    }

    private Recording.Step step(Frame frame) throws Unfit {
        ByteBuffer step = frame.payload();
        if (step.remaining() < BoxLayout.STEP_BYTES) {
            throw new Unfit("a step is too short");
        }
        byte kind = step.get();
        int outputs = step.getInt();
        int hash = step.getInt();
        int drawn = step.get() & 0xff;
        if ((kind != BoxLayout.STEP && kind != BoxLayout.BROKEN) || step.remaining() < 8 * drawn) {
            throw new Unfit("this is no step");
        }
        List<Long> draws = new ArrayList<>(drawn);
        for (int i = 0; i < drawn; i++) {
            draws.add(step.getLong());
        }
        Bytes input = bytes.slice(frame.end() - step.remaining(), frame.end());
        try {
            return new Recording.Step(
                    frame.offset(),
                    Codec.decodeInput(input),
                    List.copyOf(draws),
                    outputs,
                    hash,
                    kind == BoxLayout.BROKEN);
        } catch (Malformed | IllegalStateException malformed) {
            throw new Unfit("this is no input: " + malformed.getMessage());
        }
    }

    private @Nullable Frame frame(int start, int at, int end, long sequence) {
        if (end - at < BoxLayout.FRAME) {
            return null;
        }
        int length = file.getInt(at);
        if (length <= 0 || length > end - at - BoxLayout.FRAME) {
            return null;
        }
        ByteBuffer payload = file.slice(at + BoxLayout.FRAME, length);
        if (file.getInt(at + 4) != BoxLayout.checksum(sequence, at - start, payload.duplicate())) {
            return null;
        }
        return new Frame(at, payload, at + BoxLayout.FRAME + length);
    }

    /**
     * Whether frames of this round come behind {@code at}. Only what looks like a step is summed
     * up, and no more than sixteen halves of bytes, so that no file makes this long.
     */
    private void lookBehind(int start, int at, int end, long sequence) {
        long effort = 16L * (end - start);
        for (int next = at + 1; next < end - BoxLayout.FRAME && effort > 0; next++) {
            byte kind = file.get(next + BoxLayout.FRAME);
            int length = file.getInt(next);
            if (kind < BoxLayout.STEP || kind > BoxLayout.BROKEN || length > end - next) {
                continue;
            }
            effort -= Math.max(0, length);
            if (frame(start, next, end, sequence) != null) {
                damages.add(
                        "offset "
                                + at
                                + ": cut or changed here, as there are more steps at "
                                + next);
                return;
            }
        }
    }

    private static boolean isZero(ByteBuffer header) {
        return header.equals(ByteBuffer.allocate(header.remaining()));
    }

    /** Bytes that have the right checksum and yet are not what we write. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String what) {
            super(what);
        }
    }
}
