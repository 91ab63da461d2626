package io.bhiv.load.phase;

import io.bhiv.load.http.HttpLoad;
import io.bhiv.load.http.LoadPlan;
import io.bhiv.load.http.LoadResult;
import io.bhiv.load.http.Traffic;
import io.bhiv.load.report.BenchReport;
import io.bhiv.load.stage.BenchStage;
import io.bhiv.load.stage.ProcessWatch;
import io.bhiv.load.track.Backlog;
import io.bhiv.load.track.DeliveryLedger;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Applies loads whose traffic records in the ledger what was acknowledged, while a follower records what arrived. */
public final class FollowedLoad {

    /** What has not arrived two minutes after the load ended counts as lost. */
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);

    private final BenchStage stage;
    private final BenchReport report;
    private final DeliveryLedger ledger;

    public FollowedLoad(BenchStage stage, BenchReport report, DeliveryLedger ledger) {
        this.stage = stage;
        this.report = report;
        this.ledger = ledger;
    }

    /**
     * What a phase found beyond what it reported itself.
     *
     * @param backlogGrowth how much more was under way at the end of an open loop than after a fifth of it
     * @param peakMib largest resident memory of a service
     */
    public record Outcome(LoadResult result, double backlogGrowth, double peakMib) {}

    /** As fast as the server answers, then until everything has arrived. */
    public Outcome closed(String phase, InetSocketAddress server, Traffic traffic, LoadSizes sizes) throws IOException {
        report.phase(phase);
        HttpLoad.run(LoadPlan.closed(server, sizes.connections(), Duration.ZERO, sizes.warmUp()), traffic);
        Backlog.awaitDrained(ledger, DRAIN_LIMIT);
        long before = ledger.counts().acknowledged();
        try (ProcessWatch watch = new ProcessWatch(stage)) {
            LoadResult result =
                    HttpLoad.run(LoadPlan.closed(server, sizes.connections(), Duration.ZERO, sizes.closed()), traffic);
            DeliveryLedger.Counts atTheEnd = ledger.counts();
            report.load(result);
            report.count("backlog at the end", atTheEnd.missing());
            double drained = seconds(Backlog.awaitDrained(ledger, DRAIN_LIMIT));
            report.figure("drained after", drained, "s");
            double items = atTheEnd.acknowledged() - before;
            report.figure("arrived per second, draining included", items / (result.elapsedSeconds() + drained), "/s");
            watch.report(report, result.counts().acknowledged());
            return new Outcome(result, 0, watch.peakServiceMib());
        }
    }

    /** At a steady rate, whatever the server does. */
    public Outcome open(String phase, InetSocketAddress server, Traffic traffic, LoadSizes sizes) throws IOException {
        report.phase(phase);
        Duration warmUp = sizes.warmUp().dividedBy(5);
        HttpLoad.run(LoadPlan.open(server, sizes.connections(), sizes.rate(), Duration.ZERO, warmUp), traffic);
        ledger.measureFrom(System.nanoTime());
        try (ProcessWatch watch = new ProcessWatch(stage);
                Backlog backlog = Backlog.watching(ledger)) {
            LoadResult result = HttpLoad.run(
                    LoadPlan.open(server, sizes.connections(), sizes.rate(), Duration.ZERO, sizes.open()), traffic);
            backlog.close();
            report.load(result);
            watch.report(report, result.counts().acknowledged());
            report.count("backlog after a fifth", backlog.after(0.2));
            report.count("backlog at the end", backlog.after(1));
            report.figure("drained after", seconds(Backlog.awaitDrained(ledger, DRAIN_LIMIT)), "s");
            report.latency("due until arrived", ledger.untilArrival());
            return new Outcome(result, backlog.growth(), watch.peakServiceMib());
        }
    }

    /** Losses and duplicates of everything that was acknowledged, warm-up included. */
    public void conclude(long withoutId) {
        report.phase("Everything that was acknowledged, warm-up included");
        DeliveryLedger.Counts counts = ledger.counts();
        report.count("acknowledged ids", counts.acknowledged());
        report.count("ids that arrived", counts.arrived());
        report.figure("records per id", counts.records() / (double) Math.max(1, counts.arrived()), "");
        report.count("ids acknowledged twice", counts.acknowledgedAgain());
        if (counts.untracked() + withoutId > 0) {
            report.count("not followed: too many, or without an id", counts.untracked() + withoutId);
        }
        report.promise(counts.missing(), counts.duplicateRecords());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
