package io.bhiv.load.insight;

import io.bhiv.load.benchmark.Benchmark;
import io.bhiv.load.http.HttpLoad;
import io.bhiv.load.http.LoadPlan;
import io.bhiv.load.http.LoadResult;
import io.bhiv.load.machine.RssProbe;
import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.Target;
import io.bhiv.load.stage.BenchStage;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How fast the page answers over months of figures of many modules, and what open pages cost. All four services run and report; the page's
 * own cost without a viewer is measured first and taken off.
 */
public final class InsightBenchmark implements Benchmark {

    private static final int CONNECTIONS = 4;
    private static final double PAGES_PER_SECOND = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    /** For the day's reports to be read and stored. */
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private final Sizes sizes;

    /**
     * How much of it.
     *
     * @param days for which figures are kept
     * @param events that are kept
     * @param measured time of each phase
     */
    public record Sizes(int days, int modules, int events, int viewers, Duration measured) {}

    public InsightBenchmark(Sizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "insight";
    }

    @Override
    public void run(BenchStage stage, BenchReport report) throws IOException {
        stage.service(Place.BUCKET);
        stage.service(Place.BIOMETRIC);
        // It reports without jobs, too, but takes no requests without a job file.
        Path folder = Files.createTempDirectory("bench-insight");
        Path jobs = Files.writeString(folder.resolve("config.json"), "{\"version\":1,\"jobs\":[]}");
        stage.service(
                Place.AUTOMATION,
                Map.of(
                        "AUTOMATION_CONFIG", jobs.toString(),
                        "AUTOMATION_REPORTS", folder.resolve("reports").toString()));
        // Above the limit a page asks every few seconds instead of being sent every change.
        InetSocketAddress core = stage.service(
                Place.CORE, Map.of("BRIDGE_INSIGHT_PAGE_VIEWERS", Integer.toString(Math.max(sizes.viewers(), 100))));
        KeptFigures kept = new KeptFigures(stage.jdbcUrl(), sizes.modules());
        kept.write(sizes.days(), sizes.events());
        kept.report(stage.kafkaServers());
        pause(SETTLE);
        String host = core.getHostString() + ":" + core.getPort();

        LoadResult page = answers(report, "The page", core, new GetTraffic(host, "/insight", "text/html"));
        LoadResult week = answers(
                report,
                "A chart of seven days",
                core,
                new GetTraffic(
                        host,
                        "/api/v1/insight/chart?service=core-bridge-service&intake=core-updates&range=7d",
                        "application/json"));
        LoadResult summary = answers(
                report,
                "The summary as JSON",
                core,
                new GetTraffic(host, "/api/v1/insight/summary", "application/json"));
        double cores = viewers(stage, report, core);

        long refused = Stream.of(page, week, summary)
                .map(LoadResult::counts)
                .mapToLong(counts -> counts.sent() - counts.acknowledged())
                .sum();
        report.target(Target.atMost("answers other than 200", 0, (double) refused, ""));
        report.target(Target.atMost("p95 of the page", 100, page.latencyMillis(95), "ms"));
        report.target(Target.atMost("p95 of a chart of seven days", 100, week.latencyMillis(95), "ms"));
        report.target(Target.atMost("cores for %d viewers".formatted(sizes.viewers()), 0.1, cores, ""));
    }

    private LoadResult answers(BenchReport report, String what, InetSocketAddress core, GetTraffic traffic)
            throws IOException {
        report.phase("%s, %.0f/s over %d connections; %d days of %d modules, %,d events"
                .formatted(what, PAGES_PER_SECOND, CONNECTIONS, sizes.days(), sizes.modules(), sizes.events()));
        LoadResult result =
                HttpLoad.run(LoadPlan.open(core, CONNECTIONS, PAGES_PER_SECOND, WARM_UP, sizes.measured()), traffic);
        report.load(result);
        report.count("bytes of an answer", traffic.length());
        return result;
    }

    private double viewers(BenchStage stage, BenchReport report, InetSocketAddress core) throws IOException {
        report.phase("%d open pages for %d s"
                .formatted(sizes.viewers(), sizes.measured().toSeconds()));
        double alone = cores(stage);
        report.figure("core bridge without a viewer", alone, "cores");
        try (Viewers viewers = new Viewers(core, sizes.viewers())) {
            pause(SETTLE);
            long before = viewers.bytes();
            double watched = cores(stage);
            report.figure("core bridge with them", watched, "cores");
            report.figure("for the viewers", watched - alone, "cores");
            report.figure(
                    "sent to each",
                    (viewers.bytes() - before)
                            / 1024.0
                            / sizes.viewers()
                            / sizes.measured().toSeconds(),
                    "KiB/s");
            report.count("streams that ended early", viewers.ended());
            report.target(Target.atMost(
                    "pages that were not sent changes", 0, (double) (sizes.viewers() - viewers.watching()), ""));
            return watched - alone;
        }
    }

    private double cores(BenchStage stage) {
        ProcessHandle core = stage.processes().get(Place.CORE.label());
        if (core == null) {
            throw new IllegalStateException("The core bridge does not run");
        }
        try (RssProbe probe = RssProbe.watching(core)) {
            long begun = System.nanoTime();
            pause(sizes.measured());
            return probe.cpuSeconds() * 1e9 / (System.nanoTime() - begun);
        }
    }

    private static void pause(Duration time) {
        try {
            // Never counted down: this waits for the time to pass.
            var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        }
    }
}
