package io.bhiv.kit.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How much memory the lines of a log take, however long they are. */
class LineLogBytesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final CountDownLatch disk = new CountDownLatch(1);
    private final Recorded file = new Recorded();

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "20,000 reports that waited for the disk held gigabytes of what jobs' targets had answered",
            now = "The lines that wait are bounded in bytes, and more are dropped and counted")
    void theLinesThatWaitAreBoundedInBytes() {
        LineLog log = new LineLog(new LineLog.Settings("t", 1_000, 10_000, false, null), file, lost -> {}).start();
        for (int i = 0; i < 100; i++) {
            log.offer(() -> "{}", 1_000);
        }
        assertThat(log.dropped()).isEqualTo(90);

        disk.countDown();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.state().written()).isEqualTo(10));
        log.offer(() -> "{}", 1_000);
        log.close(SOON);

        assertThat(log.state().written()).as("what is written makes room").isEqualTo(11);
    }

    @Test
    void noMoreThanAMebibyteIsRenderedBeforeItIsWritten() {
        LineLog log = new LineLog(LineLog.Settings.of("t", 1_000), file, lost -> {});
        String long300k = "x".repeat(300_000);
        for (int i = 0; i < 20; i++) {
            log.offer(() -> long300k);
        }
        disk.countDown();
        log.start();
        log.close(SOON);

        assertThat(log.state().written()).isEqualTo(20);
        assertThat(log.dropped()).isZero();
        assertThat(file.sizes).hasSize(5).allMatch(bytes -> bytes <= 1_300_000);
        assertThat(file.lines).containsExactly(4, 4, 4, 4, 4);
    }

    @Test
    void oneLineThatThrowsIsLostWithWhatWasRenderedBesideIt() {
        LineLog log = new LineLog(LineLog.Settings.of("t", 1_000), file, lost -> {});
        String long2m = "x".repeat(2_000_000);
        log.offer(() -> long2m);
        log.offer(() -> {
            throw new IllegalStateException("no line");
        });
        disk.countDown();
        log.start();
        log.close(SOON);

        assertThat(log.state().written()).isEqualTo(1);
        assertThat(log.dropped()).isEqualTo(1);
    }

    private final class Recorded implements LineFile {

        private final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private final List<Integer> lines = new CopyOnWriteArrayList<>();

        @Override
        public void append(ByteBuffer bytes, int count, boolean sync) {
            try {
                assertThat(disk.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            sizes.add(StandardCharsets.UTF_8.decode(bytes).length());
            lines.add(count);
        }

        @Override
        public void close() {}
    }
}
