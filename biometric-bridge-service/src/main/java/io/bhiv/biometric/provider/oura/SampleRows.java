package io.bhiv.biometric.provider.oura;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.SampleSeries;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of {@code heartrate} or {@code interbeat_interval}: a page of samples that have no id of their own. */
final class SampleRows {

    /** Measured well, or corrected; the others are gaps, raw or bad. */
    private static final int GOOD = 1;

    private static final int CORRECTED = 3;

    private SampleRows() {}

    /** Null when no row has a time. */
    static @Nullable ResourceReading read(About about, Part page) {
        RecordedAt first = null;
        RecordedAt last = null;
        Map<MeasurementContext, SampleSeries> samples = new EnumMap<>(MeasurementContext.class);
        boolean beats = about.objectType().equals("interbeat_interval");
        Metric metric = beats ? Metric.RR_INTERVAL : Metric.HEART_RATE;
        for (JsonNode row : page.elements("data")) {
            RecordedAt at = RecordedAt.read(row.path("timestamp").textValue());
            if (at != null && (!beats || isUsable(row))) {
                first = first == null || at.instant().isBefore(first.instant()) ? at : first;
                last = last == null || at.instant().isAfter(last.instant()) ? at : last;
                samples.computeIfAbsent(doing(row), any -> new SampleSeries())
                        .add(row, "timestamp", beats ? "ibi" : "bpm", value -> Measures.isPossible(metric, value));
            }
        }
        if (first == null) {
            return null;
        }
        Measures measures = new Measures(MeasurementContext.UNKNOWN, null);
        measures.seriesDuring(samples, page.path(), metric, beats ? Units.MILLISECONDS : Units.PER_MINUTE);
        return new ResourceReading(
                about.objectType(),
                about.objectId(),
                Operation.UPSERT,
                first.until(last, first.localDate(), false),
                measures.found(),
                null,
                null);
    }

    /** As the row states it; heartbeats state nothing. */
    private static MeasurementContext doing(JsonNode row) {
        return switch (row.path("source").asText()) {
            case "sleep" -> MeasurementContext.SLEEP;
            case "awake" -> MeasurementContext.AWAKE;
            case "rest" -> MeasurementContext.REST;
            case "workout" -> MeasurementContext.WORKOUT;
            default -> MeasurementContext.UNKNOWN;
        };
    }

    private static boolean isUsable(JsonNode row) {
        int validity = row.path("validity").asInt(0);
        return validity == GOOD || validity == CORRECTED;
    }
}
