package io.bhiv.load.automation;

import io.bhiv.load.benchmark.Benchmark;
import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.Target;
import io.bhiv.load.stage.BenchStage;
import io.bhiv.load.stage.ProcessWatch;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * How late jobs start with so many due every second, each a call over HTTP: spread over the second, and all at its first instant.
 * Every due time must be in the ledger and have succeeded.
 */
public final class AutomationBenchmark implements Benchmark {

    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final int jobs;
    private final Duration warmUp;
    private final Duration measured;

    public AutomationBenchmark(int jobs, Duration warmUp, Duration measured) {
        this.jobs = jobs;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    @Override
    public String name() {
        return "automation";
    }

    @Override
    public void run(BenchStage stage, BenchReport report) throws IOException {
        Path folder = Files.createTempDirectory("bench-automation");
        Path config = folder.resolve("config.json");
        try (JobTarget target = new JobTarget()) {
            Files.writeString(config, file(target, true));
            stage.service(
                    Place.AUTOMATION,
                    Map.of(
                            "AUTOMATION_CONFIG", config.toString(),
                            "AUTOMATION_REPORTS", folder.resolve("reports").toString()));
            LedgerView ledger = new LedgerView(stage.jdbcUrl());
            Histogram spread = phase("%,d jobs a second, spread over it".formatted(jobs), stage, ledger, report);
            Files.writeString(config, file(target, false));
            phase("%,d jobs a second, all at its first instant".formatted(jobs), stage, ledger, report);
            report.promise(0, target.repeated());
            report.target(Target.atMost("p99 of the lag, spread", 250, spread.getValueAtPercentile(99) / 1e6, "ms"));
        }
    }

    private Histogram phase(String name, BenchStage stage, LedgerView ledger, BenchReport report) throws IOException {
        report.phase(name);
        pause(warmUp);
        Instant from = Instant.now();
        try (ProcessWatch watch = new ProcessWatch(stage)) {
            pause(measured);
            watch.report(report, jobs * measured.toSeconds());
        }
        Instant to = Instant.now();
        pause(SETTLE);
        Histogram lags = ledger.lags(from, to);
        report.latency("lag", lags);
        Map<String, Long> states = ledger.states(from, to);
        states.forEach(report::count);
        long recorded = states.values().stream().mapToLong(Long::longValue).sum();
        // The edges of the window cut through a second, so one due time of each job may fall on either side.
        long owed = jobs * Math.max(0, measured.toSeconds() - 1);
        report.promise(Math.max(0, owed - recorded), 0);
        report.figure(
                "succeeded per second", states.getOrDefault("succeeded", 0L) / (double) measured.toSeconds(), "/s");
        return lags;
    }

    private String file(JobTarget target, boolean spread) {
        String list = IntStream.range(0, jobs)
                .mapToObj(i -> """
                        {"name":"job %d","trigger":{"type":"interval","value":"PT1S","anchor":"%s"},\
                        "actions":[{"type":"http","url":"%s"}],"policies":{"retry":{"attempts":1}}}""".formatted(
                                i, spread ? Instant.EPOCH.plusMillis(i * 1_000L / jobs) : Instant.EPOCH, target.url()))
                .collect(Collectors.joining(",\n"));
        return "{\"jobs\":[" + list + "]}";
    }

    private static void pause(Duration time) {
        try {
            // Never counted down: this waits for the time to pass.
            new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        }
    }
}
