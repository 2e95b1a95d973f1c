package io.jangada.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final Settings SETTINGS = new Settings(1000, 100, 100, 10, 3, 250, 10_000, 8, 8);

    private static Progress replicating() {
        Progress progress = new Progress(SETTINGS, 11);
        progress.sent(10, 0);
        progress.matched(10);
        return progress;
    }

    @Test
    void aProbeIsOneMessageAndDoesNotMoveNextIndex() {
        Progress progress = new Progress(SETTINGS, 11);
        assertThat(progress.isProbing()).isTrue();
        assertThat(progress.room()).isPositive();
        progress.sent(15, 100);
        assertThat(progress.room()).isZero();
        assertThat(progress.nextIndex()).isEqualTo(11);
    }

    @Test
    void anAnswerThatCoversTheProbeOpensTheWindow() {
        Progress progress = new Progress(SETTINGS, 11);
        progress.sent(15, 100);
        assertThat(progress.matched(9)).isTrue();
        assertThat(progress.isProbing()).isTrue();
        assertThat(progress.matched(15)).isTrue();
        assertThat(progress.isProbing()).isFalse();
        assertThat(progress.nextIndex()).isEqualTo(16);
    }

    @Test
    void theWindowIsBoundedByCountAndByBytesAndFreedByAcks() {
        Progress progress = replicating();
        progress.sent(11, 10);
        progress.sent(12, 10);
        assertThat(progress.room()).isEqualTo(230);
        progress.sent(13, 10);
        assertThat(progress.room()).isZero();
        progress.matched(12);
        assertThat(progress.room()).isEqualTo(240);
        progress.sent(14, 1000);
        assertThat(progress.room()).isZero();
        progress.matched(14);
        assertThat(progress.room()).isEqualTo(250);
        assertThat(progress.nextIndex()).isEqualTo(15);
    }

    @Test
    void matchIndexNeverGoesBackAndOldAcksAreNoNews() {
        Progress progress = replicating();
        assertThat(progress.matched(4)).isFalse();
        assertThat(progress.matchIndex()).isEqualTo(10);
        assertThat(progress.nextIndex()).isEqualTo(11);
    }

    @Test
    void onlyTheAnswerToTheProbeOrToSomethingUnmatchedIsNews() {
        Progress progress = replicating();
        assertThat(progress.isNews(10)).isFalse();
        assertThat(progress.isNews(12)).isTrue();
        progress.probe(12);
        assertThat(progress.isNews(11)).isTrue();
        assertThat(progress.isNews(12)).isFalse();
        assertThat(progress.isNews(10)).isFalse();
    }

    @Test
    void whatIsLostIsSentAgainFromBehindTheMatchAndTheWindowIsFree() {
        Progress progress = replicating();
        progress.sent(11, 10);
        progress.sent(12, 10);
        progress.lost();
        assertThat(progress.isProbing()).isTrue();
        assertThat(progress.nextIndex()).isEqualTo(11);
        assertThat(progress.isUnderWay()).isFalse();
        progress.matched(10);
        assertThat(progress.room()).isEqualTo(250);
    }

    @Test
    void aSearchThatIsLostGoesOnWhereItWas() {
        Progress progress = new Progress(SETTINGS, 50);
        progress.sent(49, 0);
        progress.lost();
        assertThat(progress.nextIndex()).isEqualTo(50);
    }
}
