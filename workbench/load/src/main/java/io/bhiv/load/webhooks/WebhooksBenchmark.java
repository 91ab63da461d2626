package io.bhiv.load.webhooks;

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
import io.bhiv.play.webhook.TerraShape;
import io.bhiv.play.webhook.TerraStream;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;

/**
 * How many webhooks are acknowledged, and how soon each is on Kafka: first as fast as the service answers, then at a steady rate.
 *
 * <p>Every acknowledged event id must appear in a record on Kafka; what has not after everything was given time to drain is lost.
 */
public final class WebhooksBenchmark implements Benchmark {

    /**
     * What the figures of this project are measured with. For the first 40 s the JIT compiler takes a quarter of two cores,
     * and for the first 50 s or so PostgreSQL makes new files for its log instead of using old ones again.
     */
    public static final LoadSizes USUAL =
            new LoadSizes(100, Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofMinutes(1), 4000);

    private final LoadSizes sizes;
    private final TerraShape shape;

    public WebhooksBenchmark(LoadSizes sizes, TerraShape shape) {
        this.sizes = sizes;
        this.shape = shape;
    }

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public void run(BenchStage stage, BenchReport report) throws IOException {
        InetSocketAddress service = stage.service(Place.BIOMETRIC);
        DeliveryLedger ledger = new DeliveryLedger();
        RecordIds events = new RecordIds(Headers.DELIVERY_EVENT_ID, Headers.CE_ID, ledger);
        TerraTraffic traffic = traffic(stage, service, ledger);
        FollowedLoad load = new FollowedLoad(stage, report, ledger);
        try (TopicFollower follower = TopicFollower.gathering(stage.kafkaServers(), Topics.BIOMETRIC_EVENTS)
                .follow(events)) {
            asFastAsItAnswers(load, service, traffic, report);
            atASteadyRate(load, service, traffic, report);
            load.conclude(traffic.withoutId());
        }
    }

    private TerraTraffic traffic(BenchStage stage, InetSocketAddress service, DeliveryLedger ledger) {
        TerraStream webhooks = new TerraStream(
                shape,
                service.getHostString() + ":" + service.getPort(),
                stage.secrets().value("TERRA_WEBHOOK_SECRET"),
                Clock.systemUTC(),
                System.nanoTime());
        return new TerraTraffic(webhooks, ledger);
    }

    private void asFastAsItAnswers(
            FollowedLoad load, InetSocketAddress service, TerraTraffic traffic, BenchReport report) throws IOException {
        String phase = "Closed loop, %d connections, bodies of %d bytes, each new and signed as it is sent"
                .formatted(sizes.connections(), traffic.bodyLength());
        FollowedLoad.Outcome found = load.closed(phase, service, traffic, sizes);
        report.target(
                Target.atLeast("acknowledged, closed loop", 8000, found.result().acknowledgedPerSecond(), "/s"));
        report.target(Target.atMost(
                "p95 of the acknowledgement, closed loop", 40, found.result().latencyMillis(95), "ms"));
        report.target(Target.atMost("RSS of the service, closed loop", 600, found.peakMib(), "MiB"));
    }

    private void atASteadyRate(FollowedLoad load, InetSocketAddress service, TerraTraffic traffic, BenchReport report)
            throws IOException {
        String phase = "Open loop, %,.0f/s for %d s"
                .formatted(sizes.rate(), sizes.open().toSeconds());
        FollowedLoad.Outcome found = load.open(phase, service, traffic, sizes);
        double rate = found.result().acknowledgedPerSecond();
        report.target(Target.atLeast("acknowledged, open loop", sizes.rate() * 0.99, rate, "/s"));
        report.target(Target.atMost("growth of the backlog", sizes.rate() / 2, found.backlogGrowth(), ""));
        report.target(Target.atMost("RSS of the service, open loop", 600, found.peakMib(), "MiB"));
    }
}
