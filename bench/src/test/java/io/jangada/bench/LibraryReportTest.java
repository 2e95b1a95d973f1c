package io.jangada.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.jangada.bench.Load.Measured;

import org.junit.jupiter.api.Test;

import java.util.List;

final class LibraryReportTest {
    private static final List<LibraryReport.Row> ROWS =
            List.of(
                    new LibraryReport.Row(
                            100,
                            new Pairs(
                                    List.of(
                                            new Measured(40_000, 2, 400_000, 50, 500),
                                            new Measured(60_000, 2, 480_000, 70, 900)),
                                    List.of(
                                            new Measured(20_000, 2, 400_000, 100, 1000),
                                            new Measured(20_000, 2, 400_000, 100, 1000)))));

    @Test
    void theTableShowsMediansRatiosAndRanges() {
        assertThat(LibraryReport.table(ROWS))
                .isEqualToNormalizingNewlines(
                        """
                                                   entries/s   p50 us   p99 us   CPU us
                        100 in flight    jangada      25,000       60      700      9.0
                                         jraft        10,000      100     1000     20.0
                                         ratio          2.50     0.60     0.70     0.45
                                         range    rate 2.00..3.00, CPU 0.40..0.50
                        CPU: user and system time of the JVM with the three members by entry.
                        """);
    }

    @Test
    void theFileHasEveryMeasurement() {
        JsonObject all = JsonParser.parseString(LibraryReport.json(ROWS, 2)).getAsJsonObject();
        JsonObject row = all.getAsJsonArray("rows").get(0).getAsJsonObject();
        JsonObject second = row.getAsJsonArray("jangada").get(1).getAsJsonObject();

        assertThat(all.get("seconds").getAsDouble()).isEqualTo(2);
        assertThat(row.get("inFlight").getAsInt()).isEqualTo(100);
        assertThat(row.getAsJsonArray("jraft")).hasSize(2);
        assertThat(second.get("entriesPerSecond").getAsDouble()).isEqualTo(30_000);
        assertThat(second.get("cpuMicrosPerEntry").getAsDouble()).isEqualTo(8);
    }
}
