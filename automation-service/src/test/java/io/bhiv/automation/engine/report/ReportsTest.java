package io.bhiv.automation.engine.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.run.RunReport.ActionReport;
import io.bhiv.kit.lines.AppendOnly;
import io.bhiv.kit.lines.NumberedFiles;
import io.bhiv.kit.lines.SyncedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

    private static final NumberedFiles.Limits SMALL = new NumberedFiles.Limits(4_000, 1_000);
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void everyLineIsValidAndTheSequenceHasNoGapsAcrossFilesAndRestarts() throws IOException {
        for (int process = 0; process < 3; process++) {
            try (Reports reports = open()) {
                for (int i = 0; i < 50; i++) {
                    reports.add(line(i));
                }
            }
        }
        assertThat(files().files()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(files().sequence())
                .isEqualTo(LongStream.rangeClosed(1, 150).boxed().toList());
        files().assertValid();
        assertThat(Files.readAllLines(folder.resolve("daily_log.txt")))
                .last()
                .asString()
                .contains("succeeded  job 49, due 2026-05-01T10:00:00Z in 12 ms");
    }

    @Test
    void aTornLastLineIsRepairedAtStart() throws IOException {
        try (Reports reports = open()) {
            reports.add(line(1));
            reports.add(line(2));
        }
        Files.writeString(files().files().getLast(), "{\"seq\":3,\"kind\":\"ru", StandardOpenOption.APPEND);
        try (Reports reports = open()) {
            reports.add(line(3));
        }
        assertThat(files().sequence()).containsExactly(1L, 2L, 3L);
        files().assertValid();
    }

    @Test
    void sequenceContinuesAfterALineOfAnyLength() throws IOException {
        String large = "x\"seq\":77 ".repeat(100_000);
        try (Reports reports = open()) {
            reports.add(line(1));
            reports.add(line("large", JsonNodeFactory.instance.textNode(large)));
        }
        try (Reports reports = open()) {
            reports.add(line(3));
        }
        assertThat(files().sequence()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aFullDiskCostsReportsWhichAreCountedAndStated() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        try (Reports reports = Reports.open(folder, "r", SMALL, Clock.systemUTC(), file -> new Fragile(file, full))) {
            reports.add(line(1));
            await().untilAsserted(() -> assertThat(reports.state().written()).isEqualTo(1));

            full.set(true);
            for (int i = 0; i < 10; i++) {
                reports.add(line(i));
            }
            await().untilAsserted(() -> assertThat(reports.state().dropped()).isEqualTo(10));
            assertThat(reports.state().isGood()).isFalse();
            assertThat(reports.state().failure()).contains("No space left on device");

            full.set(false);
            reports.add(line(2));
            await().untilAsserted(() -> assertThat(reports.state().isGood()).isTrue());
        }
        assertThat(files().sequence()).containsExactly(1L, 2L, 3L);
        assertThat(files().lines().get(1)).contains("\"kind\":\"lost\"").contains("\"lines\":10");
        files().assertValid();
    }

    @Test
    void twoProcessesOfOneNameCountTheirLinesApart() throws IOException {
        try (Reports first = open();
                Reports second = open()) {
            first.add(line(1));
            second.add(line(2));
        }
        assertThat(files().files()).hasSize(2);
        assertThat(files().sequence()).containsExactly(1L, 1L);
    }

    @Test
    void onlySoManyFilesAreKept() throws IOException {
        try (Reports reports = Reports.open(folder, "r", new NumberedFiles.Limits(1_000, 5), Clock.systemUTC())) {
            for (int i = 0; i < 100; i++) {
                reports.add(line(i));
                long written = i + 1L;
                await().pollDelay(java.time.Duration.ZERO)
                        .pollInterval(java.time.Duration.ofMillis(1))
                        .untilAsserted(
                                () -> assertThat(reports.state().written()).isEqualTo(written));
            }
        }
        assertThat(files().files()).hasSize(5);
    }

    private ReportFiles files() {
        return new ReportFiles(folder);
    }

    private Reports open() throws IOException {
        return Reports.open(folder, "r", SMALL, Clock.systemUTC());
    }

    private static ReportLine line(int i) {
        return line("job " + i, JsonNodeFactory.instance.objectNode().put("status", "ok"));
    }

    private static ReportLine line(String job, JsonNode details) {
        Entry entry = new Entry(
                new RunKey(job, NOW),
                Occasion.Kind.SCHEDULE,
                RunState.SUCCEEDED,
                null,
                "replica",
                1,
                1,
                NOW,
                NOW,
                NOW.plusMillis(12));
        ActionReport action = new ActionReport("http", NOW, true, 1, details.toString(), null);
        return new ReportLine.Ended(entry, List.of(action));
    }

    /** A file on a disk that fills up: it takes half of what it is given, then no more. */
    private static final class Fragile implements AppendOnly {
        private final SyncedFile file;
        private final AtomicBoolean full;

        Fragile(Path path, AtomicBoolean full) throws IOException {
            this.file = SyncedFile.open(path);
            this.full = full;
        }

        @Override
        public void append(byte[] bytes) throws IOException {
            if (full.get()) {
                file.append(java.util.Arrays.copyOf(bytes, bytes.length / 2));
                throw new IOException("No space left on device");
            }
            file.append(bytes);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void cutTo(long size) throws IOException {
            file.cutTo(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
