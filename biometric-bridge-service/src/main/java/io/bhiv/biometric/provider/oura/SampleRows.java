package io.bhiv.biometric.provider.oura;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.SampleSeries;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.Effective;
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

    /** From the first row to the last one, in whatever order they are listed. */
    private static final class Span {

        private @Nullable RecordedAt first;
        private @Nullable RecordedAt last;

        void add(RecordedAt at) {
            first = first == null || at.instant().isBefore(first.instant()) ? at : first;
            last = last == null || at.instant().isAfter(last.instant()) ? at : last;
        }

        @Nullable
        Effective effective() {
            return first == null ? null : first.until(last, first.localDate(), false);
        }
    }

    /** Null when no row has a time. Rows of which none is usable are a page without a measurement, which retracts what stood before. */
    static @Nullable ResourceReading read(About about, Part page) {
        Span all = new Span();
        Span usable = new Span();
        Map<MeasurementContext, SampleSeries> samples = new EnumMap<>(MeasurementContext.class);
        boolean beats = about.objectType().equals("interbeat_interval");
        Metric metric = beats ? Metric.RR_INTERVAL : Metric.HEART_RATE;
        for (JsonNode row : page.elements("data")) {
            RecordedAt at = RecordedAt.read(row.path("timestamp").textValue());
            if (at == null) {
                continue;
            }
            all.add(at);
            if (!beats || isUsable(row)) {
                usable.add(at);
                samples.computeIfAbsent(doing(row), any -> new SampleSeries())
                        .add(row, "timestamp", beats ? "ibi" : "bpm", value -> Measures.isPossible(metric, value));
            }
        }
        Effective measured = usable.effective();
        Effective effective = measured == null ? all.effective() : measured;
        if (effective == null) {
            return null;
        }
        Measures measures = new Measures(MeasurementContext.UNKNOWN, null);
        measures.seriesDuring(samples, page.path(), metric, beats ? Units.MILLISECONDS : Units.PER_MINUTE);
        return new ResourceReading(
                about.objectType(), about.objectId(), Operation.UPSERT, effective, measures.found(), null, null);
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
