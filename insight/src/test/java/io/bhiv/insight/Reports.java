package io.bhiv.insight;

import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.Timing;
import io.bhiv.model.insight.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What one process of a service reports. */
public record Reports(UUID boot, String intake) {

    public static final String SERVICE = "bucket-service";

    public static Reports of(String intake) {
        return new Reports(UUID.randomUUID(), intake);
    }

    public InsightReport received(long sequence, long events) {
        return received(sequence, events, Instant.now());
    }

    public InsightReport received(long sequence, long events, Instant at) {
        return received(sequence, at, timing(events, Duration.ofMillis(10)));
    }

    /** Counts as received what was timed. */
    public InsightReport received(long sequence, Instant at, Timing timing) {
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                SERVICE,
                intake,
                boot,
                sequence,
                at,
                1000,
                at,
                List.of(new CountDelta(intake, "received", "", timing.count())),
                List.of(timing),
                null,
                null);
    }

    public Timing timing(long events, Duration took) {
        return timing(Latencies.ACKNOWLEDGEMENT, intake, events, took);
    }

    /** As a service reports it. */
    public static Timing timing(String name, String subject, long events, Duration took) {
        Latency latency = new Latencies().of(name, subject);
        for (long event = 0; event < events; event++) {
            latency.record(took.toNanos());
        }
        Latency.Recorded all = latency.recorded();
        return new Timing(
                name,
                subject,
                events,
                all.sumMillis(),
                all.percentileMillis(50),
                all.percentileMillis(95),
                all.percentileMillis(99),
                all.buckets());
    }

    /** As the version before reports it. */
    public Timing timingWithoutBuckets(long events, Duration took) {
        Timing all = timing(events, took);
        return new Timing(all.name(), intake, events, all.sumMs(), all.p50Ms(), all.p95Ms(), all.p99Ms(), null);
    }

    public InsightReport counted(long sequence, CountDelta... counts) {
        Instant now = Instant.now();
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                SERVICE,
                intake,
                boot,
                sequence,
                now,
                1000,
                now,
                List.of(counts),
                List.of(),
                null,
                null);
    }

    public InsightReport state(long sequence, Vitals vitals) {
        Instant now = Instant.now();
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                SERVICE,
                intake,
                boot,
                sequence,
                now,
                1000,
                now,
                List.of(),
                List.of(),
                vitals,
                null);
    }

    public InsightEvent event(long sequence, String reason) {
        return new InsightEvent(
                InsightRecord.SCHEMA_VERSION,
                SERVICE,
                intake,
                boot,
                sequence,
                Instant.now(),
                InsightEvent.Kind.PARKED,
                InsightEvent.Severity.WARNING,
                intake,
                reason,
                "",
                1,
                0);
    }
}
