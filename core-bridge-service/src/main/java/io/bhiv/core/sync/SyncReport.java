package io.bhiv.core.sync;

import io.bhiv.core.lines.CoreLines;
import io.bhiv.core.sync.SyncLedger.Synced;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.lines.JsonLine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** The latency metric and {@code logs/core_sync.log}: what this replica synced. */
@ApplicationScoped
class SyncReport {

    private final Timer latency;
    private final Latencies byModule;
    private final CoreLines lines;

    SyncReport(MeterRegistry meters, Latencies byModule, CoreLines lines) {
        this.byModule = byModule;
        this.lines = lines;
        this.latency = Timer.builder("bridge.core.sync.latency")
                .description("From acceptance of an update to its being marked synced")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(meters);
    }

    void synced(List<Synced> updates) {
        for (Synced update : updates) {
            Duration took = Duration.ofMillis(Math.max(0, update.latencyMs()));
            latency.record(took);
            byModule.of("core-sync", update.module()).record(took.toNanos());
        }
        lines.sync(updates, SyncReport::line);
    }

    private static JsonLine line(Synced update) {
        return JsonLine.of("synced")
                .with("update_id", update.id())
                .with("module", update.module())
                .with("received_at", update.receivedAt())
                .with("latency_ms", update.latencyMs());
    }
}
