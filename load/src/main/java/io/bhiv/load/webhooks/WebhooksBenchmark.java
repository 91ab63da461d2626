package io.bhiv.load.webhooks;

import io.bhiv.load.Benchmark;
import io.bhiv.load.http.HttpLoad;
import io.bhiv.load.http.LoadPlan;
import io.bhiv.load.http.LoadResult;
import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.Target;
import io.bhiv.load.stage.ProcessWatch;
import io.bhiv.load.stage.Stage;
import io.bhiv.load.track.Backlog;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.load.track.IdHash;
import io.bhiv.load.track.TopicFollower;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * How many webhooks are acknowledged, and how soon each is on Kafka: first as fast as the service answers, then at a steady rate.
 *
 * <p>Every acknowledged event id must appear in a record on Kafka; what has not after everything was given time to drain is lost.
 */
public final class WebhooksBenchmark implements Benchmark {

    private static final String SERVICE = "biometric-bridge-service";
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(2);

    private final WebhookLoads loads;
    private final DeliveryLedger ledger = new DeliveryLedger();

    public WebhooksBenchmark(WebhookLoads loads) {
        this.loads = loads;
    }

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public void run(Stage stage, BenchReport report) throws IOException {
        InetSocketAddress address = stage.service(SERVICE);
        TerraTraffic traffic = new TerraTraffic(
                new TerraBody(loads.shape()),
                address.getHostString() + ":" + address.getPort(),
                stage.variable("TERRA_WEBHOOK_SECRET").getBytes(StandardCharsets.UTF_8),
                Clock.systemUTC(),
                System.nanoTime(),
                ledger);
        try (TopicFollower follower =
                TopicFollower.start(stage.kafkaServers(), Topics.BIOMETRIC_EVENTS, this::follow)) {
            asFastAsItAnswers(stage, address, traffic, report);
            atASteadyRate(stage, address, traffic, report);
            concludeWith(traffic, report);
        }
    }

    private void follow(ConsumerRecord<byte[], byte[]> event) {
        Header delivery = event.headers().lastHeader(Headers.DELIVERY_EVENT_ID);
        if (delivery != null) {
            ledger.arrived(hash(delivery.value()), System.nanoTime());
        }
        Header own = event.headers().lastHeader(Headers.CE_ID);
        if (own != null) {
            ledger.record(hash(own.value()));
        }
    }

    private static long hash(byte[] id) {
        return IdHash.of(id, 0, id.length);
    }

    private void asFastAsItAnswers(Stage stage, InetSocketAddress address, TerraTraffic traffic, BenchReport report)
            throws IOException {
        report.phase("Closed loop, %d connections, %d-byte bodies, each new and signed as it is sent"
                .formatted(loads.connections(), traffic.bodyLength()));
        LoadPlan warm = LoadPlan.closed(address, loads.connections(), Duration.ZERO, loads.warmUp());
        HttpLoad.run(warm, traffic);
        Backlog.awaitDrained(ledger, DRAIN_PATIENCE);
        try (ProcessWatch watch = new ProcessWatch(stage)) {
            LoadResult result =
                    HttpLoad.run(LoadPlan.closed(address, loads.connections(), Duration.ZERO, loads.closed()), traffic);
            long behind = ledger.counts().missing();
            report.load(result);
            report.count("backlog at the end", behind);
            Duration drained = Backlog.awaitDrained(ledger, DRAIN_PATIENCE);
            report.figure("drained after", drained.toMillis() / 1000.0, "s");
            double endToEnd = result.counts().acknowledged() / (result.elapsedSeconds() + drained.toMillis() / 1000.0);
            report.figure("on Kafka per second, draining included", endToEnd, "/s");
            watch.report(report, result.counts().acknowledged());
            report.target(Target.atLeast("acknowledged, closed loop", 8000, result.acknowledgedPerSecond(), "/s"));
            report.target(Target.atMost("p95 of the acknowledgement, closed loop", 40, result.latencyMillis(95), "ms"));
            report.target(Target.atMost("RSS of the service, closed loop", 600, watch.peakMib(SERVICE), "MiB"));
        }
    }

    private void atASteadyRate(Stage stage, InetSocketAddress address, TerraTraffic traffic, BenchReport report)
            throws IOException {
        report.phase("Open loop, %,.0f/s for %d s"
                .formatted(loads.rate(), loads.open().toSeconds()));
        Duration warmUp = loads.warmUp().dividedBy(5);
        HttpLoad.run(LoadPlan.open(address, loads.connections(), loads.rate(), Duration.ZERO, warmUp), traffic);
        ledger.measureFrom(System.nanoTime());
        try (ProcessWatch watch = new ProcessWatch(stage);
                Backlog backlog = Backlog.watching(ledger)) {
            LoadResult result = HttpLoad.run(
                    LoadPlan.open(address, loads.connections(), loads.rate(), Duration.ZERO, loads.open()), traffic);
            backlog.close();
            report.load(result);
            watch.report(report, result.counts().acknowledged());
            report.count("backlog after a fifth", backlog.after(0.2));
            report.count("backlog at the end", backlog.after(1));
            report.figure(
                    "drained after",
                    Backlog.awaitDrained(ledger, DRAIN_PATIENCE).toMillis() / 1000.0,
                    "s");
            report.latency("webhook to Kafka", ledger.untilArrival());
            report.target(Target.atLeast(
                    "acknowledged, open loop", loads.rate() * 0.99, result.acknowledgedPerSecond(), "/s"));
            report.target(Target.atMost("growth of the backlog", loads.rate() / 2, (double) backlog.growth(), ""));
            report.target(Target.atMost("RSS of the service, open loop", 600, watch.peakMib(SERVICE), "MiB"));
        }
    }

    private void concludeWith(TerraTraffic traffic, BenchReport report) {
        report.phase("Every acknowledged webhook, warm-up included");
        DeliveryLedger.Counts counts = ledger.counts();
        report.count("acknowledged event ids", counts.acknowledged());
        report.count("event ids on Kafka", counts.arrived());
        report.figure("events per webhook", counts.records() / (double) Math.max(1, counts.arrived()), "");
        report.count("event ids acknowledged twice", counts.acknowledgedAgain());
        if (counts.untracked() + traffic.withoutId() > 0) {
            report.count("not followed: too many, or without an id", counts.untracked() + traffic.withoutId());
        }
        report.promise(counts.missing(), counts.duplicateRecords());
    }
}
