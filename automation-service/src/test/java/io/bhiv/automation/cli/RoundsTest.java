package io.bhiv.automation.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.TargetServer;
import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.read.ReadResult;
import io.bhiv.automation.engine.read.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds in real time, with a real target; the only waiting is for what happens. */
class RoundsTest {

    @TempDir
    private Path folder;

    private final TargetServer target = new TargetServer();
    private final StringWriter out = new StringWriter();
    /** Rounds block; the JDK's own pool would have no thread left for the answers on a small machine. */
    private final Executor threads = task -> Thread.ofPlatform().start(task);

    @AfterEach
    void stop() {
        target.close();
    }

    @Test
    void everyRoundReadsTheFileAgainAndABadFileLeavesTheJobsAsTheyWere() throws IOException {
        AtomicReference<Optional<JobFile>> onDisk = new AtomicReference<>(Optional.empty());
        try (Rounds rounds = open()) {
            CompletableFuture<ExitCode> watching = watch(rounds, jobs("/first"), Duration.ofMillis(50), onDisk::get);
            await().untilAsserted(() -> assertThat(calls("/first")).isGreaterThan(2));
            onDisk.set(Optional.of(jobs("/second")));
            await().untilAsserted(() -> assertThat(calls("/second")).isGreaterThan(1));
            rounds.stop();
            assertThat(watching).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(ExitCode.FINE);
        }
        assertThat(out.toString()).contains("The next round is at ");
    }

    @Test
    void aStopCancelsTheRunsAndReportsThem() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        target.answers(request -> {
            begun.countDown();
            return whenOver(over);
        });
        try (Rounds rounds = open()) {
            CompletableFuture<ExitCode> once = CompletableFuture.supplyAsync(() -> rounds.once(jobs("/slow")), threads);
            assertThat(begun).satisfies(latch -> latch.await());
            rounds.stop();
            assertThat(once).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(ExitCode.A_JOB_FAILED);
        } finally {
            over.countDown();
        }
        assertThat(out.toString()).contains("cancelled").contains("the process was stopped");
        assertThat(Files.readString(folder.resolve("ledger.jsonl"))).contains("\"state\":\"cancelled\"");
        assertThat(Files.readString(folder.resolve("reports/daily_log.txt"))).contains("cancelled  job");
    }

    private static Reply whenOver(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Reply(200, "{}");
    }

    private Rounds open() throws IOException {
        return Rounds.open(
                folder.resolve("ledger.jsonl"),
                folder.resolve("reports"),
                Map.<String, String>of()::get,
                Clock.systemUTC(),
                new PrintWriter(out));
    }

    private CompletableFuture<ExitCode> watch(
            Rounds rounds, JobFile first, Duration interval, Supplier<Optional<JobFile>> reread) {
        return CompletableFuture.supplyAsync(() -> rounds.watch(first, interval, reread), threads);
    }

    private JobFile jobs(String path) {
        String text = """
                {"jobs":[{"name":"job","trigger":{"type":"intervalMinutes","value":120},
                "actions":[{"type":"http","url":"%s%s"}]}]}""".formatted(target.url(), path);
        return switch (new JobFileReader().read(text)) {
            case ReadResult.Valid(JobFile file) -> file;
            case ReadResult.Invalid(List<Violation> violations) ->
                throw new IllegalStateException(violations.toString());
        };
    }

    private long calls(String path) {
        return target.requests().stream().filter(one -> one.path().equals(path)).count();
    }
}
