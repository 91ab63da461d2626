package io.bhiv.biometric.provider.whoop;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ZoneSource;
import org.jspecify.annotations.Nullable;

/**
 * How a person recovered in a night, under the id of its sleep.
 *
 * <p>It has no time of its own: the body is {@code {"recovery": …, "sleep": …}}, both as WHOOP gave them, and the times are those of the
 * sleep. A recovery that came alone holds at the time it was made, without a day.
 */
final class Recovery {

    private static final String RECOVERY = "recovery";
    private static final String HRV = "hrv_rmssd_milli";

    private Recovery() {}

    static @Nullable ResourceReading read(About about, Part body) {
        Part record = record(body);
        Effective effective = effective(record, body.in("sleep"));
        if (effective == null) {
            return null;
        }
        return new ResourceReading(
                about.objectType(),
                about.objectId(),
                Operation.UPSERT,
                effective,
                measures(record).found().stream()
                        .map(measure -> measure.within(
                                new Session(about.objectId(), record.text("cycle_id"), null, null, null)))
                        .toList(),
                null,
                null);
    }

    /** The recovery in a body. */
    static Part record(Part body) {
        Part nested = body.in(RECOVERY);
        return new Part(nested.isObject() ? nested.node() : body.node(), RECOVERY);
    }

    private static @Nullable Effective effective(Part record, Part sleep) {
        RecordedAt start = Scored.time(sleep, "start");
        RecordedAt end = Scored.time(sleep, "end");
        if (start != null && end != null) {
            return start.until(end, end.localDate(), Scored.isLocalised(sleep));
        }
        RecordedAt made = record.time("created_at");
        return made == null ? null : new Effective(made.instant(), null, null, null, ZoneSource.UNKNOWN);
    }

    private static Measures measures(Part record) {
        Scored scored = Scored.of(record);
        Measures measures = scored.measures(MeasurementContext.SLEEP);
        Part score = scored.score();
        if (!scored.isScored()) {
            measures.add(Measure.withoutValue(
                    Metric.HRV_RMSSD, RECOVERY + ".score." + HRV, Units.MILLISECONDS, Statistic.MEAN, scored.why()));
            return measures;
        }
        measures.valueOrAbsent(score, HRV, Metric.HRV_RMSSD, Units.MILLISECONDS, Statistic.MEAN);
        measures.value(score, "resting_heart_rate", Metric.RESTING_HEART_RATE, Units.PER_MINUTE, Statistic.MEAN);
        measures.value(score, "spo2_percentage", Metric.SPO2, Units.PERCENT, Statistic.MEAN);
        measures.value(score, "skin_temp_celsius", Metric.SKIN_TEMPERATURE, Units.CELSIUS, Statistic.MEAN);
        measures.score(score, "recovery_score", Metric.RECOVERY_SCORE);
        return measures;
    }
}
