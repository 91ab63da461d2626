package io.bhiv.load.core;

import io.bhiv.load.benchmark.Benchmark;
import io.bhiv.load.phase.FollowedLoad;
import io.bhiv.load.phase.LoadSizes;
import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.Target;
import io.bhiv.load.stage.BenchStage;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.load.track.RecordIds;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How many updates are acknowledged, and how soon each is synced. An update counts as arrived when the bucket's result for it is on
 * Kafka, so both services run, and every acknowledged update must have such a result.
 */
public final class CoreBenchmark implements Benchmark {

    /** What the figures of this project are measured with. */
    public static final LoadSizes USUAL =
            new LoadSizes(100, Duration.ofSeconds(45), Duration.ofSeconds(20), Duration.ofMinutes(1), 3000);

    private final LoadSizes sizes;

    public CoreBenchmark(LoadSizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "core";
    }

    @Override
    public void run(BenchStage stage, BenchReport report) throws IOException {
        stage.service(Place.BUCKET);
        InetSocketAddress core = stage.service(Place.CORE);
        DeliveryLedger ledger = new DeliveryLedger();
        UpdateTraffic traffic =
                new UpdateTraffic(core.getHostString() + ":" + core.getPort(), System.nanoTime(), ledger);
        FollowedLoad load = new FollowedLoad(stage, report, ledger);
        RecordIds results = new RecordIds(Headers.CE_ID, Headers.CE_ID, ledger);
        try (TopicFollower follower = TopicFollower.gathering(stage.kafkaServers(), Topics.CORE_SYNC_RESULTS)
                .follow(results)) {
            String closed = "Closed loop, %d connections, updates of %d bytes"
                    .formatted(sizes.connections(), traffic.bodyLength());
            FollowedLoad.Outcome fast = load.closed(closed, core, traffic, sizes);
            String open = "Open loop, %,.0f/s for %d s"
                    .formatted(sizes.rate(), sizes.open().toSeconds());
            FollowedLoad.Outcome steady = load.open(open, core, traffic, sizes);
            load.conclude(traffic.withoutId());
            judge(fast, steady, report);
        }
    }

    private void judge(FollowedLoad.Outcome fast, FollowedLoad.Outcome steady, BenchReport report) {
        report.target(
                Target.atLeast("acknowledged, closed loop", 8000, fast.result().acknowledgedPerSecond(), "/s"));
        report.target(Target.atMost(
                "p95 of the acknowledgement, closed loop", 40, fast.result().latencyMillis(95), "ms"));
        double rate = steady.result().acknowledgedPerSecond();
        report.target(Target.atLeast("acknowledged, open loop", sizes.rate() * 0.99, rate, "/s"));
        report.target(Target.atMost("growth of what is not synced", sizes.rate() / 2, steady.backlogGrowth(), ""));
    }
}
