package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/** Where a person stands in the cycle on a day. */
final class MenstruationRecord {

    private MenstruationRecord() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        RecordTime time = RecordTime.of(record.in("metadata"));
        if (time == null) {
            return null;
        }
        Measures measures = new Measures(MeasurementContext.DAY, null);
        Part data = record.in("menstruation_data");
        if (data.isObject()) {
            data.numbers()
                    .forEach(number ->
                            measures.other(data, number.getKey(), Units.named(number.getKey()), Statistic.LATEST));
            measures.series(data, "menstruation_flow", "flow", Metric.OTHER, Units.SCORE);
        }
        return new ResourceReading(
                "menstruation",
                time.day().toString(),
                Operation.UPSERT,
                time.effective(),
                measures.found(),
                null,
                rawPath);
    }
}
