package io.bhiv.load.prana;

import io.bhiv.load.benchmark.Benchmark;
import io.bhiv.load.http.HttpLoad;
import io.bhiv.load.http.LoadPlan;
import io.bhiv.load.http.LoadResult;
import io.bhiv.load.phase.FollowedLoad;
import io.bhiv.load.phase.LoadSizes;
import io.bhiv.load.report.BenchReport;
import io.bhiv.load.report.Target;
import io.bhiv.load.stage.BenchStage;
import io.bhiv.load.stage.ProcessWatch;
import io.bhiv.load.track.DeliveryLedger;
import io.bhiv.load.track.RecordIds;
import io.bhiv.model.topic.Headers;
import io.bhiv.model.topic.Topics;
import io.bhiv.play.prana.PacketStream;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;

/**
 * Packets in by single posts, then by hundreds, then out through leases. Every accepted packet must appear on Kafka, and none may be
 * leased twice while its lease lives.
 */
public final class PranaBenchmark implements Benchmark {

    /** What the figures of this project are measured with. */
    public static final LoadSizes USUAL =
            new LoadSizes(200, Duration.ofSeconds(45), Duration.ofSeconds(20), Duration.ZERO, 1);

    private static final int BATCH = 100;
    private static final int BATCH_CONNECTIONS = 8;
    private static final int CONSUMERS = 8;

    /** How much of its speed over a short history a lease keeps over a long one, in percent. */
    private static final double FLAT = 80;

    private final LoadSizes sizes;
    private final long history;

    /** @param history rows of history for a second round of leases; 0 for no such round */
    public PranaBenchmark(LoadSizes sizes, long history) {
        this.sizes = sizes;
        this.history = history;
    }

    @Override
    public String name() {
        return "prana";
    }

    @Override
    public void run(BenchStage stage, BenchReport report) throws IOException {
        InetSocketAddress bucket = stage.service(Place.BUCKET);
        String host = bucket.getHostString() + ":" + bucket.getPort();
        DeliveryLedger onKafka = new DeliveryLedger();
        PacketStream packet = new PacketStream(Clock.systemUTC().instant(), System.nanoTime());
        FollowedLoad load = new FollowedLoad(stage, report, onKafka);
        RecordIds packets = new RecordIds(Headers.CE_ID, Headers.CE_ID, onKafka);
        try (TopicFollower follower = TopicFollower.gathering(stage.kafkaServers(), Topics.PRANA_PACKETS)
                .follow(packets)) {
            IngestTraffic single = new IngestTraffic(host, packet, 1, onKafka);
            singly(load, bucket, single, packet, report);
            IngestTraffic batches = new IngestTraffic(host, packet, BATCH, onKafka);
            byHundreds(load, bucket, batches, report);
            load.conclude(single.withoutId() + batches.withoutId());
        }
        double before = out("", stage, bucket, host, report);
        if (history > 0) {
            report.phase("History");
            new History(stage.jdbcUrl()).lay(history);
            report.count("rows laid down", history);
            double after = out(" over the history", stage, bucket, host, report);
            report.target(Target.atLeast("speed of leases kept over the history", FLAT, 100 * after / before, "%"));
        }
    }

    private void singly(
            FollowedLoad load, InetSocketAddress bucket, IngestTraffic traffic, PacketStream packet, BenchReport report)
            throws IOException {
        String phase =
                "Single posts, %d connections, packets of %d bytes".formatted(sizes.connections(), packet.length());
        LoadResult result = load.closed(phase, bucket, traffic, sizes).result();
        report.target(Target.atLeast("packets by single posts", 10_000, result.acknowledgedPerSecond(), "/s"));
        report.target(Target.atMost("p95 of a single post", 50, result.latencyMillis(95), "ms"));
    }

    private void byHundreds(FollowedLoad load, InetSocketAddress bucket, IngestTraffic traffic, BenchReport report)
            throws IOException {
        LoadSizes few = new LoadSizes(
                BATCH_CONNECTIONS, sizes.warmUp().dividedBy(3), sizes.closed(), sizes.open(), sizes.rate());
        String phase = "Batches of %d, %d connections".formatted(BATCH, BATCH_CONNECTIONS);
        LoadResult result = load.closed(phase, bucket, traffic, few).result();
        double packets = result.acknowledgedPerSecond() * BATCH;
        report.figure("packets per second", packets, "/s");
        report.target(Target.atLeast("packets by batches of 100", 20_000, packets, "/s"));
    }

    /** Leases what came in, so the queue is long at first; stops when time is over, not when it is empty. */
    private double out(String over, BenchStage stage, InetSocketAddress bucket, String host, BenchReport report)
            throws IOException {
        report.phase("Lease and acknowledge by %d, %d consumers%s".formatted(BATCH, CONSUMERS, over));
        DeliveryLedger leased = new DeliveryLedger();
        HttpLoad.run(
                LoadPlan.closed(bucket, CONSUMERS, Duration.ZERO, sizes.warmUp().dividedBy(5)),
                new LeaseTraffic(host, CONSUMERS, leased));
        LeaseTraffic traffic = new LeaseTraffic(host, CONSUMERS, leased);
        try (ProcessWatch watch = new ProcessWatch(stage)) {
            LoadResult result =
                    HttpLoad.run(LoadPlan.closed(bucket, CONSUMERS, Duration.ZERO, sizes.closed()), traffic);
            report.load(result);
            double packets = traffic.acknowledged() / result.elapsedSeconds();
            report.figure("packets leased and acknowledged per second", packets, "/s");
            report.count("empty leases", traffic.emptyLeases());
            report.count("packets leased twice", leased.counts().acknowledgedAgain());
            watch.report(report, traffic.acknowledged());
            report.target(Target.atLeast("lease and acknowledge" + over, 11_000, packets, "/s"));
            report.target(Target.atMost(
                    "packets leased twice", 0, (double) leased.counts().acknowledgedAgain(), ""));
            return packets;
        }
    }
}
