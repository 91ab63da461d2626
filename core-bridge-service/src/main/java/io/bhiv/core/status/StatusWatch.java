package io.bhiv.core.status;

import io.bhiv.core.lines.CoreLines;
import io.bhiv.core.lines.LinesConfig;
import io.bhiv.core.status.evaluate.HealthFigures;
import io.bhiv.kit.count.Figure;
import io.bhiv.kit.lines.JsonLine;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the status periodically: logs every change, writes the figures to {@code metrics.jsonl}, and shows them as metrics, which are
 * absent while the store does not answer.
 */
@ApplicationScoped
class StatusWatch {

    private final Figure<CoreStatus.Seen> seen;
    private final CoreLines lines;
    private String known = "";

    StatusWatch(CoreStatus status, CoreLines lines) {
        this.seen = new Figure<>(
                status::read,
                found -> found.ifPresentOrElse(this::write, () -> changed("down", "the store does not answer")));
        this.lines = lines;
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping, LinesConfig config, MeterRegistry meters) {
        Gauge.builder(
                        "bridge.core.pending",
                        seen,
                        now -> now.number(one -> one.figures().pending()))
                .description("Updates accepted and neither synced nor parked, all replicas")
                .register(meters);
        Gauge.builder("bridge.core.pending.oldest", seen, now -> now.number(StatusWatch::oldestSeconds))
                .description("Age of the oldest pending update, all replicas; absent where none is pending")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder(
                        "bridge.core.updates.parked",
                        seen,
                        now -> now.number(one -> one.figures().parked()))
                .description("Updates that the bucket or Kafka refused and that wait for a replay, all replicas")
                .register(meters);
        housekeeping.start("core-status", new LoopSettings(config.metricsEvery(), Duration.ofSeconds(10)), this::read);
    }

    private Uni<Step> read() {
        return seen.read().replaceWith(Step.IDLE);
    }

    private void write(CoreStatus.Seen seen) {
        HealthFigures figures = seen.figures();
        lines.metrics(JsonLine.of("core")
                .with("status", seen.verdict().wireName())
                .with("pending_queue", figures.pending())
                .with("total_sync_count", figures.totalSynced())
                .with("error_count_24h", figures.errors24h())
                .with("avg_latency_ms_24h", decimals(figures.averageLatency24h()))
                .with("oldest_pending_ms", millis(figures.oldestPending()))
                .with("last_sync_ts", figures.lastSync()));
        changed(seen.verdict().wireName(), seen.verdict().reason());
    }

    private void changed(String now, String reason) {
        if (now.equals(known)) {
            return;
        }
        Log.infof("Status changed [from=%s to=%s reason=%s]", known, now, reason);
        lines.flow(JsonLine.of("health").with("from", known).with("to", now).with("reason", reason));
        known = now;
    }

    private static double oldestSeconds(CoreStatus.Seen seen) {
        Duration oldest = seen.figures().oldestPending();
        return oldest == null ? Double.NaN : oldest.toMillis() / 1e3;
    }

    private static @Nullable Double decimals(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e6;
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
