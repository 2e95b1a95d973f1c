package io.jangada.sim.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jangada.sim.chance.Keyed;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class WglTest {
    @Test
    void whereTheStepsAreUsedUpNothingIsKnown() {
        History history = new Histories(Keyed.of(1, "long", 0), true).good(200, 0.1);
        assertThat(Wgl.check(history, 1_000_000)).isInstanceOf(Wgl.Verdict.Linearizable.class);
        assertThat(Wgl.check(history, 10)).isEqualTo(new Wgl.Verdict.Unknown(10));
    }

    @Test
    void whereItEndedIsSaid() {
        History history =
                new History(
                        List.of(
                                Operation.answered(
                                        1, new Request.Put("a", "1"), 0, 10, Response.written(2)),
                                Operation.answered(
                                        2,
                                        new Request.Get("a"),
                                        20,
                                        30,
                                        Response.read(2, new Read("a", "3", 2)))));
        assertThat(Wgl.check(history, 1_000))
                .isEqualTo(
                        new Wgl.Verdict.Not(
                                "key a: after 1 operations nothing fits State[floor=2, value=1,"
                                        + " mod=2] any more; next to return: client 2 get(a) in"
                                        + " [20, 30] -> revision 2, a=3@2"));
    }

    /** The keys are searched by themselves first: what is unknown of others is no work then. */
    @Test
    void aKeyThatFailsByItselfIsFoundWhateverIsUnknownOfOthers() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            operations.add(Operation.unknown(i, new Request.Put("b", "" + i), 0));
        }
        operations.add(answeredPut("c", "1", 20, 21));
        operations.add(answeredPut("a", "1", 30, 22));
        operations.add(
                Operation.answered(
                        1, new Request.Get("a"), 40, 50, Response.read(23, Read.absent("a"))));
        assertThat(Wgl.check(new History(operations), 100_000)).isInstanceOf(Wgl.Verdict.Not.class);
    }

    /** Of operations that ask the same one is as good as the other. */
    @Test
    void unknownOperationsThatAskTheSameAreOneChoice() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            operations.add(
                    Operation.unknown(
                            i,
                            new Request.Txn(
                                    List.of(), List.of(new Request.Put("b", "1")), List.of()),
                            0));
        }
        operations.add(answeredPut("a", "1", 30, 22));
        operations.add(
                Operation.answered(
                        1, new Request.Get("a"), 40, 50, Response.read(22, Read.absent("a"))));
        assertThat(Wgl.check(new History(operations), 100_000)).isInstanceOf(Wgl.Verdict.Not.class);
    }

    /** What was tried is not tried again: without that, it is five of eight in any order. */
    @Test
    void whatWasTriedOnceIsRemembered() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            operations.add(
                    Operation.unknown(
                            i,
                            new Request.Txn(
                                    List.of(new Condition.Modified("x", 0)),
                                    List.of(new Request.Put("b", "" + i)),
                                    List.of()),
                            0));
        }
        operations.add(answeredPut("a", "1", 30, 7));
        operations.add(
                Operation.answered(
                        1, new Request.Get("a"), 40, 50, Response.read(7, Read.absent("a"))));
        assertThat(Wgl.check(new History(operations), 20_000)).isInstanceOf(Wgl.Verdict.Not.class);
    }

    /** A revision that was read of tells who made it: without that, ten stand in any order. */
    @Test
    void whatWasReadOfARevisionTellsWhoMadeIt() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            operations.add(Operation.unknown(i, new Request.Put("k" + i, "1"), 0));
        }
        operations.add(answeredPut("a", "1", 30, 12));
        for (int i = 0; i < 10; i++) {
            Read read = new Read("k" + i, "1", 11 - i);
            operations.add(
                    Operation.answered(
                            1, new Request.Get("k" + i), 40, 50, Response.read(12, read)));
        }
        assertThat(Wgl.check(new History(operations), 2_000))
                .isInstanceOf(Wgl.Verdict.Linearizable.class);
    }

    /** Without that, twelve unknown operations are 4,096 ways to fail. */
    @Test
    void aRevisionThatWasAnsweredIsNobodyElses() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Request.Put put = new Request.Put("k" + i, "1");
            operations.add(
                    Operation.unknown(i, new Request.Txn(List.of(), List.of(put), List.of()), 0));
        }
        for (int i = 0; i < 12; i++) {
            operations.add(answeredPut("a", "" + i, 30L + 10L * i, i + 2));
        }
        operations.add(
                Operation.answered(
                        1, new Request.Get("a"), 400, 410, Response.read(13, Read.absent("a"))));
        assertThat(Wgl.check(new History(operations), 2_000)).isInstanceOf(Wgl.Verdict.Not.class);
    }

    @Test
    void theRevisionsOfOneKeyOnlyRise() {
        OneKey model = new OneKey();
        OneKey.State third = new OneKey.State(3, "1", 3);
        assertThat(model.next(third, answeredPut("a", "2", 0, 3))).isNull();
        assertThat(model.next(third, answeredPut("a", "2", 0, 5)))
                .isEqualTo(new OneKey.State(5, "2", 5));
        assertThat(model.next(third, get(2, new Read("a", "1", 3)))).isNull();
        assertThat(model.next(third, get(4, new Read("a", "1", 2)))).isNull();
        assertThat(model.next(third, get(4, new Read("a", "2", 3)))).isNull();
        assertThat(model.next(third, get(4, new Read("a", "1", 3))))
                .isEqualTo(new OneKey.State(4, "1", 3));
    }

    @Test
    void theRevisionOfAnUnknownWriteIsLearntFromTheFirstRead() {
        OneKey model = new OneKey();
        OneKey.State open =
                Objects.requireNonNull(
                        model.next(
                                new OneKey.State(3, null, 0),
                                Operation.unknown(1, new Request.Put("a", "1"), 0)));
        assertThat(model.next(open, get(6, new Read("a", "1", 3)))).isNull();
        assertThat(model.next(open, get(6, new Read("a", "1", 7)))).isNull();
        assertThat(model.next(open, get(6, new Read("a", "1", 5))))
                .isEqualTo(new OneKey.State(6, "1", 5));
    }

    private static Operation get(long revision, Read read) {
        return Operation.answered(
                1, new Request.Get(read.key()), 0, 1, Response.read(revision, read));
    }

    @Test
    void aLongHistoryIsSearchedInAboutAsManyStepsAsItHasOperations() {
        History history = new Histories(Keyed.of(2, "long", 0), true).good(5_000, 0);
        assertThat(Wgl.check(history, 60_000)).isInstanceOf(Wgl.Verdict.Linearizable.class);
    }

    private static Operation answeredPut(String key, String value, long invoked, long revision) {
        return Operation.answered(
                1, new Request.Put(key, value), invoked, invoked + 5, Response.written(revision));
    }
}
