package io.jangada.sim.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Known good and known bad histories, for both checks. */
class KnownTest {
    private static final long STEPS = 100_000;

    @Test
    void answersInTheOrderOfOneStoreAreFine() {
        fine(
                put(1, "a", "1", 0, 10, 2),
                get(2, 5, 20, 2, new Read("a", "1", 2)),
                delete(1, "a", 12, 30, 3, 1),
                delete(2, "a", 31, 32, 3, 0),
                get(2, 33, 34, 3, Read.absent("a")));
    }

    @Test
    void aReadConcurrentWithAWriteSeesItOrNot() {
        fine(
                put(1, "a", "1", 0, 10, 2),
                put(1, "a", "2", 20, 40, 3),
                get(2, 21, 25, 3, new Read("a", "2", 3)),
                get(3, 26, 50, 3, new Read("a", "2", 3)));
        fine(
                put(1, "a", "1", 0, 10, 2),
                put(1, "a", "2", 20, 40, 3),
                get(2, 21, 45, 2, new Read("a", "1", 2)));
    }

    @Test
    void aStaleReadIsFound() {
        wrong(
                "client 1 put(a, 2) in [20, 30] -> revision 3 had ended before client 2 get(a)",
                put(1, "a", "1", 0, 10, 2),
                put(1, "a", "2", 20, 30, 3),
                get(2, 31, 40, 2, new Read("a", "1", 2)));
    }

    @Test
    void aReadThatGoesBackBehindAnotherIsFound() {
        wrong(
                "client 2 get(a) in [21, 25] -> revision 3, a=2@3 had ended before client 3",
                put(1, "a", "1", 0, 10, 2),
                put(1, "a", "2", 20, 90, 3),
                get(2, 21, 25, 3, new Read("a", "2", 3)),
                get(3, 26, 30, 2, new Read("a", "1", 2)));
    }

    @Test
    void aReadOfTheFutureIsFound() {
        wrong(
                "client 2 get(a) in [5, 15] -> revision 3, no a had ended before client 1 put(a,"
                        + " 1)",
                put(3, "b", "1", 0, 10, 2),
                get(2, 5, 15, 3, Read.absent("a")),
                put(1, "a", "1", 20, 30, 3));
    }

    @Test
    void aLostUpdateIsFound() {
        wrong(
                "client 2 get(a) in [40, 50] -> revision 3, a=1@2 had to be told revision 3, a=2@3;"
                        + " the last change of a was client 1 put(a, 2)",
                put(1, "a", "1", 0, 10, 2),
                put(1, "a", "2", 20, 30, 3),
                get(2, 40, 50, 3, new Read("a", "1", 2)));
    }

    @Test
    void twoTransactionsThatBothFoundTheSameRevisionAreFound() {
        Request increment =
                new Request.Txn(
                        List.of(new Condition.Modified("a", 2)),
                        List.of(new Request.Put("a", "2")),
                        List.of("a"));
        wrong(
                "the last change of a was client 2 txn",
                put(1, "a", "1", 0, 10, 2),
                Operation.answered(2, increment, 20, 90, Response.written(3)),
                Operation.answered(3, increment, 20, 90, Response.written(4)));
        fine(
                put(1, "a", "1", 0, 10, 2),
                Operation.answered(2, increment, 20, 90, Response.written(3)),
                Operation.answered(
                        3, increment, 20, 90, Response.failed(3, List.of(new Read("a", "2", 3)))));
    }

    @Test
    void aTransactionThatIsSeenInPartIsFound() {
        Request both = bothTo("1");
        wrong(
                "get(b)",
                Operation.answered(1, both, 0, 10, Response.written(2)),
                get(2, 20, 30, 2, Read.absent("b")));
        History open =
                new History(
                        List.of(
                                Operation.unknown(1, both, 0),
                                get(2, 20, 30, 2, new Read("a", "1", 2)),
                                get(2, 40, 50, 2, Read.absent("b"))));
        assertThat(Wgl.check(open, STEPS)).isInstanceOf(Wgl.Verdict.Not.class);
        assertThat(RevisionOrder.violation(open, List.of(new Commit(2, both.changes()))))
                .contains("get(b)");
    }

    @Test
    void aValueThatNobodyWroteIsFound() {
        wrong("a=7@2", put(1, "a", "1", 0, 10, 2), get(2, 20, 30, 2, new Read("a", "7", 2)));
        wrong(
                "which nobody can have written",
                Operation.unknown(1, new Request.Put("a", "1"), 0),
                get(2, 20, 30, 2, new Read("a", "7", 2)));
        wrong(
                "which nobody can have written",
                Operation.failed(1, new Request.Put("a", "7"), 0),
                Operation.unknown(2, new Request.Put("b", "7"), 0),
                get(2, 20, 30, 2, new Read("a", "7", 2)));
    }

    @Test
    void twoChangesOfOneRevisionAreFound() {
        wrong("both made revision 2", put(1, "a", "1", 0, 10, 2), put(2, "b", "2", 0, 10, 2));
    }

    @Test
    void aRevisionThatNobodyMadeIsFound() {
        wrong("more changes than anybody asked for", put(1, "a", "1", 0, 10, 3));
        wrong(
                "more changes than anybody asked for",
                put(1, "a", "1", 0, 10, 3),
                Operation.unknown(2, new Request.Put("b", "1"), 11));
        wrong("before the first", put(1, "a", "1", 0, 10, 1));
    }

    @Test
    void anUnknownWriteMayShowUpLater() {
        fine(
                Operation.unknown(1, new Request.Put("a", "1"), 0),
                get(2, 10, 20, 1, Read.absent("a")),
                put(2, "b", "1", 30, 40, 2),
                get(2, 50, 60, 2, Read.absent("a")),
                get(2, 70, 80, 3, new Read("a", "1", 3)));
    }

    @Test
    void anUnknownWriteMayNeverShowUp() {
        fine(
                Operation.unknown(1, new Request.Put("a", "1"), 0),
                put(2, "b", "1", 30, 40, 2),
                get(2, 50, 60, 2, Read.absent("a")));
    }

    @Test
    void anUnknownWriteThatVanishesAgainIsFound() {
        wrong(
                "no a",
                Operation.unknown(1, new Request.Put("a", "1"), 0),
                get(2, 10, 20, 2, new Read("a", "1", 2)),
                get(2, 30, 40, 2, Read.absent("a")));
        wrong(
                "no a",
                Operation.unknown(1, new Request.Put("a", "1"), 0),
                get(2, 10, 20, 2, new Read("a", "1", 2)),
                put(3, "b", "1", 21, 22, 3),
                get(2, 30, 40, 3, Read.absent("a")));
    }

    @Test
    void anUnknownWriteThatWasSeenBeforeItWasAskedForIsFound() {
        wrong(
                "which nobody can have written",
                get(2, 10, 20, 2, new Read("a", "1", 2)),
                Operation.unknown(1, new Request.Put("a", "1"), 30));
    }

    @Test
    void onlyWhatAnUnknownWriteCouldHaveDoneIsExcused() {
        Operation one = put(1, "a", "1", 0, 10, 2);
        Operation last = put(1, "b", "1", 20, 30, 4);
        wrong(
                "no a, which it cannot be",
                one,
                Operation.unknown(2, new Request.Put("a", "2"), 11),
                last,
                get(3, 40, 50, 4, Read.absent("a")));
        fine(
                one,
                Operation.unknown(2, new Request.Delete("a"), 11),
                last,
                get(3, 40, 50, 4, Read.absent("a")));
        wrong(
                "had to be told",
                one,
                Operation.unknown(2, new Request.Delete("a"), 11),
                get(3, 40, 50, 2, Read.absent("a")));
        Request reads =
                new Request.Txn(
                        List.of(new Condition.Modified("b", 9)), List.of(), List.of("a", "b"));
        wrong(
                "no b, which it cannot be",
                one,
                Operation.unknown(2, new Request.Delete("a"), 11),
                last,
                Operation.answered(
                        3,
                        reads,
                        40,
                        50,
                        Response.failed(4, List.of(Read.absent("a"), Read.absent("b")))));
    }

    @Test
    void oneUnknownTransactionMadeAllThatWasReadOfARevision() {
        wrong(
                "which nobody can have written",
                Operation.unknown(1, bothTo("1"), 0),
                Operation.unknown(2, bothTo("2"), 0),
                get(2, 20, 30, 2, new Read("a", "1", 2)),
                get(2, 40, 50, 2, new Read("b", "2", 2)));
    }

    private static Request bothTo(String value) {
        return new Request.Txn(
                List.of(),
                List.of(new Request.Put("a", value), new Request.Put("b", value)),
                List.of());
    }

    @Test
    void writesAgainstRealTimeAreFound() {
        wrong(
                "client 1 put(a, 1) in [0, 10] -> revision 3 had ended before client 2 put(b, 2)",
                put(1, "a", "1", 0, 10, 3),
                put(2, "b", "2", 20, 30, 2));
    }

    @Test
    void eventsOfOneTimeAreConcurrent() {
        fine(put(1, "a", "1", 0, 10, 3), put(2, "b", "2", 10, 30, 2));
    }

    @Test
    void anEffectOfWhatFailedIsFound() {
        wrong(
                "a=1@2",
                Operation.failed(1, new Request.Put("a", "1"), 0),
                get(2, 10, 20, 2, new Read("a", "1", 2)));
    }

    @Test
    void aDeleteThatTellsTheWrongCountIsFound() {
        wrong("delete(a)", put(1, "a", "1", 0, 10, 2), delete(1, "a", 11, 12, 2, 0));
        wrong("delete(a)", delete(1, "a", 11, 12, 2, 1));
    }

    @Test
    void theOrderOfUnknownWritesIsKnownFromTheCommits() {
        History history =
                new History(
                        List.of(
                                put(1, "b", "1", 0, 10, 2),
                                put(1, "b", "2", 11, 20, 4),
                                Operation.unknown(2, new Request.Put("a", "1"), 30)));
        assertThat(RevisionOrder.violation(history)).contains("more changes");
        assertThat(
                        RevisionOrder.violation(
                                history,
                                List.of(
                                        commit(2, "b", "1"),
                                        commit(3, "a", "1"),
                                        commit(4, "b", "2"))))
                .contains("put(b, 2)", "had ended before client 2 put(a, 1)");
    }

    @Test
    void whatWasAnsweredAndNotCommittedIsFound() {
        History history = new History(List.of(put(1, "a", "1", 0, 10, 2)));
        assertThat(RevisionOrder.violation(history, List.of(commit(2, "a", "1")))).isNull();
        assertThat(RevisionOrder.violation(history, List.of())).contains("the last commit is");
        assertThat(RevisionOrder.violation(history, List.of(commit(2, "a", "2"))))
                .contains("put(a, 1)", "what was committed is revision 2 [a=2]");
    }

    @Test
    void whatWasCommittedTwiceIsFound() {
        History history = new History(List.of(Operation.unknown(1, new Request.Put("a", "1"), 0)));
        assertThat(RevisionOrder.violation(history, List.of(commit(2, "a", "1")))).isNull();
        assertThat(
                        RevisionOrder.violation(
                                history, List.of(commit(2, "a", "1"), commit(3, "a", "1"))))
                .contains("revision 3 [a=1] was committed, but nobody asked for it");
    }

    @Test
    void commitsHaveNoGap() {
        assertThatThrownBy(() ->
                        RevisionOrder.violation(
                                new History(List.of()), List.of(commit(3, "a", "1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void fine(Operation... operations) {
        History history = new History(List.of(operations));
        assertThat(RevisionOrder.violation(history)).isNull();
        assertThat(Wgl.check(history, STEPS)).isInstanceOf(Wgl.Verdict.Linearizable.class);
    }

    private static void wrong(String sentence, Operation... operations) {
        History history = new History(List.of(operations));
        assertThat(RevisionOrder.violation(history)).contains(sentence);
        assertThat(Wgl.check(history, STEPS)).isInstanceOf(Wgl.Verdict.Not.class);
    }

    private static Operation put(
            int client, String key, String value, long invoked, long returned, long revision) {
        return Operation.answered(
                client, new Request.Put(key, value), invoked, returned, Response.written(revision));
    }

    private static Operation get(
            int client, long invoked, long returned, long revision, Read read) {
        return Operation.answered(
                client,
                new Request.Get(read.key()),
                invoked,
                returned,
                Response.read(revision, read));
    }

    private static Operation delete(
            int client, String key, long invoked, long returned, long revision, int keys) {
        return Operation.answered(
                client,
                new Request.Delete(key),
                invoked,
                returned,
                Response.deleted(revision, keys));
    }

    private static Commit commit(long revision, String key, String value) {
        return new Commit(revision, List.of(new Change(key, value)));
    }
}
