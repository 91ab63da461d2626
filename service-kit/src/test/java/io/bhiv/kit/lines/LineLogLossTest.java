package io.bhiv.kit.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogLossTest {

    private static final RotationPolicy POLICY = new RotationPolicy(1 << 20, Duration.ofDays(1), 1);

    @TempDir
    Path folder;

    private final AtomicLong told = new AtomicLong();

    @Test
    void whatIsQueuedIsWrittenBeforeTheLogCloses() throws Exception {
        LineLog log = log(folder.resolve("a.log")).start();
        for (int i = 0; i < 500; i++) {
            String line = "{\"n\":" + i + "}";
            log.offer(() -> line);
        }

        log.close();

        assertThat(Files.readAllLines(folder.resolve("a.log"))).hasSize(500).endsWith("{\"n\":499}");
        assertThat(log.state()).isEqualTo(new LineLog.State(0, 500, 0, ""));
    }

    @Test
    void lostLinesAreCountedAndStatedWhenTheDiskTakesLinesAgain() throws Exception {
        Path blocked = folder.resolve("logs");
        Files.writeString(blocked, "a file where the folder should be");
        LineLog log = log(blocked.resolve("a.log")).start();

        log.offer(() -> "{\"lost\":1}");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(log.state().isGood()).isFalse());
        Files.delete(blocked);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(log.state().isGood()).isTrue());
        log.close();

        assertThat(blocked.resolve("a.log")).hasContent("{\"event\":\"lost\",\"lines\":1}\n");
        assertThat(log.dropped()).isEqualTo(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void aLineThatCannotBeRenderedCostsItsBatchAndNotTheWriter() {
        LineLog log = log(folder.resolve("a.log")).start();
        log.offer(() -> {
            throw new IllegalStateException("broken line");
        });
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(log.dropped()).isEqualTo(1));

        log.offer(() -> "{}");
        log.close();

        assertThat(folder.resolve("a.log")).content().endsWith("{}\n");
    }

    @Test
    void aLineIsJsonWhateverItsTextIs() {
        assertThat(JsonLine.of("synced")
                        .with("module", "a\"b\n\ud83d")
                        .with("count", 3)
                        .with("none", null)
                        .at(Instant.EPOCH))
                .isEqualTo("{\"timestamp\":\"1970-01-01T00:00:00Z\",\"event\":\"synced\","
                        + "\"module\":\"a\\\"b\\n\\ud83d\",\"count\":3}");
    }

    private LineLog log(Path path) {
        return new LineLog(
                new LineLog.Settings(
                        "t", 1_000, Long.MAX_VALUE, false, lost -> "{\"event\":\"lost\",\"lines\":" + lost + "}"),
                new RotatingFile(path, POLICY, Clock.systemUTC()),
                told::addAndGet);
    }
}
