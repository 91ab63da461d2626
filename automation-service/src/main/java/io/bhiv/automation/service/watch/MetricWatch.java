package io.bhiv.automation.service.watch;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger.OnMetric;
import io.bhiv.automation.engine.ledger.Ledger;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the metrics that jobs wait for.
 *
 * <p>Every replica reads them; the ledger notes on which side of the threshold a metric is, and only the replica whose reading
 * changes that side makes the job due. A metric that cannot be read leaves its side as it is, and health names it.
 */
@ApplicationScoped
public class MetricWatch {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Readings at once. */
    private static final int MOST = 256;

    private final AutomationEngine engine;
    private final Ledger ledger;
    private final HttpCaller http;
    private final Clock clock;
    private final Map<String, Instant> nextReading = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final UnreadableMetrics unreadable = new UnreadableMetrics();

    /** What a metric was found to be. */
    private sealed interface Reading {

        record Figure(double value) implements Reading {}

        record Unreadable(String reason) implements Reading {}
    }

    MetricWatch(AutomationEngine engine, Ledger ledger, HttpCaller http, Clock clock) {
        this.engine = engine;
        this.ledger = ledger;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Starts a reading of every metric whose time has come, those that have waited longest first, and waits for none of them: a
     * target that hangs delays its own job alone.
     */
    public void poll() {
        Instant now = clock.instant();
        Set<String> jobs = engine.jobs().file().jobs().keySet();
        nextReading.keySet().retainAll(jobs);
        unreadable.keepOnly(jobs);
        engine.jobs().file().list().stream()
                .filter(job -> job.enabled()
                        && job.trigger() instanceof OnMetric metric
                        && !underWay.contains(job.name())
                        && isTime(job.name(), metric, now))
                .sorted(Comparator.comparing(job -> nextReading.getOrDefault(job.name(), Instant.MIN)))
                .limit(Math.max(0, MOST - underWay.size()))
                .forEach(job -> start(job, (OnMetric) job.trigger(), now));
    }

    /** Also when the clock was set back, and the next reading would be further away than it ever is. */
    private boolean isTime(String job, OnMetric metric, Instant now) {
        Instant next = nextReading.get(job);
        return next == null || !now.isBefore(next) || next.isAfter(now.plus(metric.every()));
    }

    private void start(Job job, OnMetric metric, Instant now) {
        nextReading.put(job.name(), now.plus(metric.every()));
        underWay.add(job.name());
        read(job.name(), metric)
                .onTermination()
                .invoke(() -> underWay.remove(job.name()))
                .subscribe()
                .with(noted -> {}, failure -> Log.warnf(failure, "Metric could not be recorded [job=%s]", job.name()));
    }

    private Uni<Void> read(String job, OnMetric metric) {
        return http.call(HttpCaller.Call.get(metric.url()))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(answer -> reading(metric, answer))
                .onFailure()
                .recoverWithItem(
                        failure -> new Reading.Unreadable(failure.getClass().getSimpleName()))
                .chain(reading -> note(job, metric, reading));
    }

    private static Reading reading(OnMetric metric, HttpCaller.Answer answer) {
        if (!answer.isGood()) {
            return new Reading.Unreadable("answered " + answer.status());
        }
        OptionalDouble figure = MetricReader.read(metric.source(), answer);
        return figure.isPresent()
                ? new Reading.Figure(figure.getAsDouble())
                : new Reading.Unreadable(
                        answer.cut()
                                ? "not in the first 64 KiB of a larger answer"
                                : "no number where the job file says");
    }

    private Uni<Void> note(String job, OnMetric metric, Reading reading) {
        return switch (reading) {
            case Reading.Unreadable(String reason) -> {
                unreadable.unreadable(job, reason);
                yield Uni.createFrom().voidItem();
            }
            case Reading.Figure(double value) -> {
                unreadable.read(job);
                yield note(job, metric, value);
            }
        };
    }

    private Uni<Void> note(String job, OnMetric metric, double value) {
        boolean above = value > metric.above();
        boolean rearmed = value <= metric.rearmAt();
        if (!above && !rearmed) {
            return Uni.createFrom().voidItem();
        }
        return ledger.now().chain(now -> ledger.cross(job, above, now)).replaceWithVoid();
    }

    /** Jobs whose metric could not be read at the last try, and why. */
    Map<String, String> unreadable() {
        return unreadable.now();
    }
}
