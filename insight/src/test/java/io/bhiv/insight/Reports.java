package io.bhiv.insight;

import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.Timing;
import io.bhiv.model.insight.Vitals;
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
        return new InsightReport(
                InsightRecord.SCHEMA_VERSION,
                SERVICE,
                intake,
                boot,
                sequence,
                at,
                1000,
                at,
                List.of(new CountDelta(intake, "received", "", events)),
                List.of(new Timing("acknowledgement", intake, events, 10.0 * events, 8, 20, 30)),
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
                vitals);
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
