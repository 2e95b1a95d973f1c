package io.jangada.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jangada.kv.Command;
import io.jangada.kv.Compact;
import io.jangada.kv.DeleteRange;
import io.jangada.kv.Key;
import io.jangada.kv.Put;
import io.jangada.kv.Range;
import io.jangada.kv.Refusal;
import io.jangada.kv.Result;
import io.jangada.kv.Span;
import io.jangada.kv.Store;
import io.jangada.kv.Value;
import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.raft.Bytes;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The same store at a later revision, as if it had been compacted there. */
class RaisedImageTest {
    private static final long QUOTA = 1 << 20;

    private final Database database = new Database();
    private long index;

    private void apply(Command command) {
        database.apply(++index, Commands.encode(command, QUOTA));
    }

    private void put(String key, String value) {
        apply(Put.of(Key.of(key), Value.of(value)));
    }

    private static Database loaded(Image image) {
        Database other = new Database();
        Loader loader = other.loader();
        try (image) {
            for (Bytes piece = image.next(); piece != null; piece = image.next()) {
                loader.take(piece);
            }
        }
        loader.end();
        return other;
    }

    private static List<Bytes> pieces(Image image) {
        List<Bytes> pieces = new ArrayList<>();
        try (image) {
            for (Bytes piece = image.next(); piece != null; piece = image.next()) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    private static Result all(Store store, long revision) {
        return store.range(Range.of(Span.from(Key.EMPTY)).at(revision));
    }

    private void written() {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        apply(new DeleteRange(Span.of(Key.of("b")), false));
        put("c", "1");
        apply(new DeleteRange(Span.of(Key.of("c")), false));
        put("c", "2");
    }

    @Test
    void theNewestVersionsStayAndAllBeforeIsCompacted() {
        written();
        Store before = database.store();
        Store raised = loaded(new RaisedImage(database.image(), 1000)).store();

        assertThat(before.revision()).isEqualTo(8);
        assertThat(raised.revision()).isEqualTo(1008);
        assertThat(raised.compactRevision()).isEqualTo(1008);
        assertThat(((Result.RangeResult) all(raised, 0)).kvs())
                .isEqualTo(((Result.RangeResult) all(before, 0)).kvs())
                .hasSize(2);
        assertThat(all(raised, 1008)).isInstanceOf(Result.RangeResult.class);
        assertThat(all(raised, 1007)).isEqualTo(Refusal.COMPACTED);
        assertThat(all(raised, 1009)).isEqualTo(Refusal.FUTURE_REVISION);
    }

    /** Another member may be given an image of the raised store, at any time. */
    @Test
    void writingGoesOnAndImagesOfItAreLoaded() {
        written();
        Database raised = loaded(new RaisedImage(database.image(), 5));
        raised.apply(1, Commands.encode(Put.of(Key.of("d"), Value.of("1")), QUOTA));
        assertThat(raised.store().revision()).isEqualTo(14);
        Database again = loaded(raised.image());
        assertThat(pieces(again.image())).isEqualTo(pieces(raised.image()));
        for (Database each : List.of(raised, again)) {
            each.apply(2, Commands.encode(new DeleteRange(Span.of(Key.of("a")), false), QUOTA));
            each.apply(3, Commands.encode(new Compact(15), QUOTA));
        }
        assertThat(again.store().bytes()).isEqualTo(raised.store().bytes());
        assertThat(pieces(again.image())).isEqualTo(pieces(raised.image()));
    }

    @Test
    void anEmptyStoreIsRaisedToo() {
        Database raised = loaded(new RaisedImage(database.image(), 1));
        assertThat(raised.store().revision()).isEqualTo(2);
        raised.apply(1, Commands.encode(Put.of(Key.of("d"), Value.of("1")), QUOTA));
        assertThat(raised.store().revision()).isEqualTo(3);
        assertThat(loaded(raised.image()).store().revision()).isEqualTo(3);
    }

    /** As much as one piece is kept, and the rest of it when it is cut. */
    @Test
    void largeValuesPassThroughInPieces() {
        for (int i = 0; i < 8; i++) {
            put("k" + i, "v".repeat(200_000 + i));
        }
        List<Bytes> pieces = pieces(new RaisedImage(database.image(), 1));
        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(pieces)
                .allSatisfy(piece ->
                        assertThat(piece.size()).isLessThan(2 * StoreImage.PIECE_BYTES_MAX));
        assertThat(all(loaded(new RaisedImage(database.image(), 1)).store(), 0).toString())
                .isNotEmpty();
    }

    @Test
    void whatIsNoRiseIsRefused() {
        assertThatThrownBy(() -> new RaisedImage(database.image(), 0))
                .hasMessage("a revision does not rise by 0");
        assertThatThrownBy(() -> new RaisedImage(database.image(), Long.MAX_VALUE).next())
                .hasMessage("revision 1 cannot rise by 9223372036854775807: too large");
        Image cut = Image.of(pieces(database.image()).getFirst().slice(0, 6));
        assertThatThrownBy(() -> new RaisedImage(cut, 1).next())
                .hasMessage("malformed image: cut off");
    }

    @Test
    void anInspectionTellsWhatIsInside() {
        written();
        StoreImage image = database.image();
        StoreImage again = image.again();
        Inspection inspection = new Inspection();
        pieces(again).forEach(inspection::take);
        inspection.end();
        assertThat(inspection.revision()).isEqualTo(8).isEqualTo(image.revision());
        assertThat(inspection.compactRevision()).isEqualTo(-1).isEqualTo(image.compactRevision());
        assertThat(inspection.keys()).isEqualTo(2).isEqualTo(again.keys());
        assertThat(pieces(image)).isEqualTo(pieces(database.image()));
    }
}
