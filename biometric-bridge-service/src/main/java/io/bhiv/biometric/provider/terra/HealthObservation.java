package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Statistic;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Something a person noted, such as a headache. Notes in free text are left out; a retraction deletes its facts. */
final class HealthObservation {

    private static final int RETRACTED = 3;

    private HealthObservation() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        Part metadata = record.in("metadata");
        RecordTime time = RecordTime.of(metadata);
        if (time == null) {
            return null;
        }
        String summaryId = metadata.text("summary_id");
        Part observation = record.in("observation_data");
        boolean retracted = observation.code("status") == RETRACTED;
        Measures measures = new Measures(MeasurementContext.UNKNOWN, null);
        measures.add(Measure.session(
                Metric.OTHER, "health_observation.observation_data", null, null, attributes(observation)));
        Part value = observation.in("value");
        String unit = value.text("unit");
        measures.other(
                value, "quantity", "count".equals(unit) ? "{count}" : FieldUnits.of(unit, null), Statistic.INSTANT);
        return new ResourceReading(
                "health_observation",
                summaryId == null ? time.key() : summaryId,
                retracted ? Operation.DELETE : Operation.UPSERT,
                time.effective(),
                measures.found(),
                null,
                rawPath);
    }

    private static @Nullable Map<String, Object> attributes(Part observation) {
        Map<String, Object> attributes = new TreeMap<>();
        putIfPresent(attributes, "observation_type", observation.text("observation_type"));
        putIfPresent(attributes, "category", specified(observation, "category"));
        putIfPresent(attributes, "severity", specified(observation, "severity"));
        return attributes.isEmpty() ? null : attributes;
    }

    /** Null for 0, Terra's code for unspecified. */
    private static @Nullable Double specified(Part observation, String field) {
        Double code = observation.number(field);
        return code == null || code == 0 ? null : code;
    }

    private static void putIfPresent(Map<String, Object> attributes, String name, @Nullable Object value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }
}
