package io.bhiv.core.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogTest {

    @TempDir
    Path folder;

    private volatile Instant now = Instant.parse("2026-07-01T10:00:00Z");
    private final Clock clock = Clock.systemUTC();

    @Test
    void filesRotateBySizeAndOldOnesGo() throws IOException {
        RotatingFile file = file(new RotationPolicy(100, Duration.ofDays(1), 2));

        for (int i = 0; i < 10; i++) {
            file.append(line("x".repeat(60) + i), false);
        }

        assertThat(folder.resolve("a.log")).exists();
        assertThat(folder.resolve("a.log.1")).exists();
        assertThat(folder.resolve("a.log.2")).exists();
        assertThat(folder.resolve("a.log.3")).doesNotExist();
    }

    @Test
    void filesRotateByAge() throws IOException {
        Clock ticking = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        RotatingFile file =
                new RotatingFile(folder.resolve("a.log"), new RotationPolicy(1 << 20, Duration.ofHours(1), 2), ticking);

        file.append(line("first"), false);
        now = now.plus(Duration.ofMinutes(61));
        file.append(line("second"), false);

        assertThat(folder.resolve("a.log")).hasContent("second\n");
        assertThat(folder.resolve("a.log.1")).hasContent("first\n");
    }

    @Test
    void aTornLastLineIsClosedAtTheNextStart() throws IOException {
        Files.writeString(folder.resolve("a.log"), "{\"half\":");

        file(new RotationPolicy(1 << 20, Duration.ofDays(1), 1)).append(line("{}"), true);

        assertThat(folder.resolve("a.log")).hasContent("{\"half\":\n{}\n");
    }

    @Test
    void aDiskThatCannotBeWrittenDropsAndCountsAndRecovers() throws IOException {
        // Given
        Path blocked = folder.resolve("logs");
        Files.writeString(blocked, "a file where the folder should be");
        LineLog log = new LineLog(
                        "t",
                        new RotatingFile(
                                blocked.resolve("a.log"), new RotationPolicy(1 << 20, Duration.ofDays(1), 1), clock),
                        10)
                .start();

        // When
        log.offer(() -> "{\"lost\":1}");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(log.dropped()).isEqualTo(1));
        Files.delete(blocked);
        log.offer(() -> "{\"kept\":1}");
        log.close();

        // Then
        assertThat(blocked.resolve("a.log")).hasContent("{\"kept\":1}\n");
    }

    @Test
    void aFullQueueDropsAndNeverWaits() {
        CountDownLatch hold = new CountDownLatch(1);
        LineLog log = new LineLog("t", file(new RotationPolicy(1 << 20, Duration.ofDays(1), 1)), 5).start();

        for (int i = 0; i < 100; i++) {
            log.offer(() -> waiting(hold));
        }

        assertThat(log.dropped()).isBetween(80L, 99L);
        hold.countDown();
        log.close();
    }

    private static String waiting(CountDownLatch hold) {
        try {
            hold.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return "{}";
    }

    private RotatingFile file(RotationPolicy policy) {
        return new RotatingFile(folder.resolve("a.log"), policy, clock);
    }

    private static ByteBuffer line(String text) {
        return ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
