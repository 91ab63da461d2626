package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Session;
import org.jspecify.annotations.Nullable;

/** A planned workout, on a day. */
final class PlannedWorkout {

    private PlannedWorkout() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        Part metadata = record.in("metadata");
        Part details = record.in("details").in("metadata");
        String id = first(record.text("planned_workout_id"), metadata.text("id"), details.text("id"));
        RecordedAt day =
                firstTime(record.time("planned_date"), metadata.time("planned_date"), details.time("planned_date"));
        if (id == null || day == null) {
            return null;
        }
        Measures measures = new Measures(MeasurementContext.WORKOUT, null);
        Session session = new Session(id, null, null, "planned", null);
        measures.add(Measure.session(Metric.OTHER, "planned_workout", session, null, null));
        return new ResourceReading(
                "planned_workout", id, Operation.UPSERT, day.alone(), measures.found(), null, rawPath);
    }

    private static @Nullable String first(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    private static @Nullable RecordedAt firstTime(@Nullable RecordedAt... candidates) {
        for (RecordedAt candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }
}
