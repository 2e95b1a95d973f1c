package io.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

final class TextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "9, 9 B",
        "10, 10 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "9949, 9.9 kB",
        "20480, 20 kB",
        "24576, 25 kB",
        "6400000, 6.4 MB",
        "2147483648, 2.1 GB",
        "8589934592, 8.6 GB"
    })
    void sizesAreForPeople(long bytes, String text) {
        assertThat(Text.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "999, 999ns",
        "1000000, 1ms",
        "1384693, 1.384693ms",
        "5006383441, 5.006383441s",
        "60000000000, 1m0s",
        "90500000000, 1m30.5s",
        "3600000000000, 1h0m0s"
    })
    void durationsAreAsGoWritesThem(long nanos, String text) {
        assertThat(Text.duration(nanos)).isEqualTo(text);
    }

    @Test
    void microsecondsHaveTheirSign() {
        assertThat(Text.characters(Text.duration(914_607))).isEqualTo("914.607µs");
    }

    @Test
    void quotingEscapesWhatCannotBePrinted() {
        assertThat(Text.quote(Text.of("a\"\\\n\u0001\u007fé\u2028\uE000\uD83D\uDE00")))
                .isEqualTo(Text.of("\"a\\\"\\\\\\n\\x01\\x7fé\\u2028\\ue000\uD83D\uDE00\""));
        assertThat(Text.quote("\u00ff\u00c3")).isEqualTo("\"\\xff\\xc3\"");
        assertThat(Text.quote("\u0007\b\t\u000b\f\r")).isEqualTo("\"\\a\\b\\t\\v\\f\\r\"");
    }

    @Test
    void everyByteSurvivesQuotingAndReading() {
        StringBuilder all = new StringBuilder();
        for (int b = 0; b < 256; b++) {
            all.append((char) b);
        }
        assertThat(new Quoted(Text.quote(all.toString())).next()).isEqualTo(all.toString());
    }

    @Test
    void readingQuotesKnowsGoEscapes() {
        assertThat(new Quoted("\"\\101\\x42\\u0043\\U00000044\"").next()).isEqualTo("ABCD");
        assertThat(new Quoted("`a\\b`").next()).isEqualTo("a\\b");
        for (String wrong :
                new String[] {"", "x", "\"x", "`x", "\"\\q\"", "\"\\x4\"", "\"\\u12\""}) {
            assertThatThrownBy(() -> new Quoted(wrong).next()).isInstanceOf(Mistake.class);
        }
        assertThatThrownBy(() -> new Quoted("\"\\Uffffffff\"").next()).isInstanceOf(Mistake.class);
    }

    @Test
    void jsonStringsMayStandInHtml() {
        assertThat(Json.quote("<a href=\"x\">&\u2028\n\u0001"))
                .isEqualTo("\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u2028\\n\\u0001\"");
    }

    @Test
    void versionIsThatOfTheBuild() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<version>" + Version.NUMBER + "</version>");
    }
}
