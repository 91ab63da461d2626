package io.bhiv.automation.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.read.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloaderTest {

    @TempDir
    private Path folder;

    private Path file;
    private FileLedger ledger;
    private ActiveJobs jobs;
    private Reloader reloader;
    private long stamp = 1_000_000_000L;

    @BeforeEach
    void open() {
        file = folder.resolve("config.json");
        ledger = FileLedger.open(folder.resolve("ledger.jsonl"), Clock.systemUTC(), "r", Duration.ofSeconds(5));
        jobs = new ActiveJobs(ledger);
        reloader = new Reloader(new ConfigFile(file), new JobFileReader(), jobs, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aBadFileKeepsTheOldJobsVisibly() throws IOException {
        assertThat(poll()).isFalse();
        assertThat(reloader.state().isGood()).isFalse();

        write(job("a", 1));
        assertThat(poll()).isTrue();
        write("{\"jobs\":[{\"nam\":1}]}");
        assertThat(poll()).isFalse();
        assertThat(jobs.file().jobs()).containsOnlyKeys("a");
        assertThat(reloader.state().violations())
                .anySatisfy(v -> assertThat(v.pointer()).isEqualTo("/jobs/0/nam"));

        write(job("b", 1));
        assertThat(poll()).isTrue();
        assertThat(jobs.file().jobs()).containsOnlyKeys("b");
        assertThat(reloader.state().isGood()).isTrue();
    }

    @Test
    void aFileThatVanishedKeepsTheOldJobsVisibly() throws IOException {
        write(job("a", 1));
        poll();
        Files.delete(file);
        assertThat(poll()).isFalse();
        assertThat(jobs.file().jobs()).containsOnlyKeys("a");
        assertThat(reloader.state().isGood()).isFalse();

        write(job("a", 1));
        poll();
        assertThat(reloader.state().isGood()).isTrue();
    }

    @Test
    void aThousandReloadsAreEachInForceOnce() throws IOException {
        for (int i = 1; i <= 1_000; i++) {
            write(job("job-" + i % 7, 1 + i));
            assertThat(poll()).isTrue();
            assertThat(jobs.file().jobs()).containsOnlyKeys("job-" + i % 7);
        }
        assertThat(reloader.state().reloads()).isEqualTo(1_000);
    }

    @Test
    void theDifferencesAreNamed() {
        JobFile before = read("{\"jobs\":[" + bare("gone", 1) + "," + bare("same", 1) + "," + bare("other", 1) + "]}");
        JobFile after = read("{\"jobs\":[" + bare("same", 1) + "," + bare("other", 2) + "," + bare("new", 1) + "]}");
        assertThat(JobChange.between(before, after))
                .containsExactly(
                        new JobChange.Changed("other", List.of("trigger")),
                        new JobChange.Added("new"),
                        new JobChange.Removed("gone"));
        assertThat(JobChange.between(after, after)).isEmpty();
    }

    private boolean poll() {
        return reloader.poll().await().atMost(Duration.ofSeconds(5));
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        // Two writes can share a millisecond; on a real disk the look after next would find it.
        stamp += 1_000;
        Files.setLastModifiedTime(file, FileTime.fromMillis(stamp));
    }

    private static String job(String name, int minutes) {
        return "{\"jobs\":[" + bare(name, minutes) + "]}";
    }

    private static String bare(String name, int minutes) {
        return "{\"name\":\"%s\",\"trigger\":{\"type\":\"intervalMinutes\",\"value\":%d},\"actions\":[{\"type\":\"check_health\"}]}"
                .formatted(name, minutes);
    }

    private static JobFile read(String text) {
        return ((ReadResult.Valid) new JobFileReader().read(text)).file();
    }
}
