package io.bhiv.core.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bhiv.kit.lines.LineLog;
import io.bhiv.kit.lines.RotatingFile;
import io.bhiv.kit.lines.RotationPolicy;
import io.bhiv.stage.testing.SmallDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogTest {

    @TempDir
    Path folder;

    /** The age of a file comes from the file system, so this clock starts at the real time. */
    private volatile Instant now = Instant.now();

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
        RotatingFile file = new RotatingFile(
                folder.resolve("a.log"), new RotationPolicy(1 << 20, Duration.ofHours(1), 2), ticking());

        file.append(line("first"), false);
        now = now.plus(Duration.ofMinutes(61));
        file.append(line("second"), false);

        assertThat(folder.resolve("a.log")).hasContent("second\n");
        assertThat(folder.resolve("a.log.1")).hasContent("first\n");
    }

    @Test
    void aRestartDoesNotMakeAFileYoung() throws IOException {
        RotationPolicy hourly = new RotationPolicy(1 << 20, Duration.ofHours(1), 2);
        RotatingFile before = new RotatingFile(folder.resolve("a.log"), hourly, ticking());
        before.append(line("first"), false);
        before.close();

        now = now.plus(Duration.ofMinutes(61));
        RotatingFile after = new RotatingFile(folder.resolve("a.log"), hourly, ticking());
        after.append(line("second"), false);
        after.append(line("third"), false);

        assertThat(folder.resolve("a.log")).hasContent("third\n");
        assertThat(folder.resolve("a.log.1")).hasContent("first\nsecond\n");
    }

    @Test
    void aFullDiskCostsLinesAndNothingElse() throws Exception {
        // Given
        Optional<SmallDisk> mounted = SmallDisk.mountedOn(Files.createDirectory(folder.resolve("small")), "256k");
        assumeTrue(mounted.isPresent(), SmallDisk.ASSUMPTION);
        SmallDisk disk = mounted.orElseThrow();
        RotationPolicy policy = new RotationPolicy(1 << 20, Duration.ofDays(1), 1);
        try (disk;
                RotatingFile file = new RotatingFile(disk.folder().resolve("a.log"), policy, clock)) {
            file.append(line("before"), false);
            disk.fill();

            // When
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> file.append(line("x".repeat(70_000)), false))
                        .isInstanceOf(IOException.class);
            }

            // Then
            assertThat(openFiles("a.log")).isLessThanOrEqualTo(1);
            disk.makeRoom();
            file.append(line("after"), false);
            assertThat(Files.readString(disk.folder().resolve("a.log")))
                    .startsWith("before\n")
                    .endsWith("\nafter\n");
        }
    }

    /** How often this process has a file of this name open. */
    private static long openFiles(String name) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(descriptor -> leadsTo(descriptor, name)).count();
        }
    }

    private static boolean leadsTo(Path descriptor, String name) {
        try {
            return Files.readSymbolicLink(descriptor).endsWith(name);
        } catch (IOException closedMeanwhile) {
            return false;
        }
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
                        LineLog.Settings.of("t", 10),
                        new RotatingFile(
                                blocked.resolve("a.log"), new RotationPolicy(1 << 20, Duration.ofDays(1), 1), clock),
                        lines -> {})
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
        LineLog log = new LineLog(
                        LineLog.Settings.of("t", 5),
                        file(new RotationPolicy(1 << 20, Duration.ofDays(1), 1)),
                        lines -> {})
                .start();

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

    private Clock ticking() {
        return new Clock() {
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
    }
}
