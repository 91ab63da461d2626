package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.SampleSeries;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Statistic;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a person stands in the cycle on a day. Terra's code 0, of a phase or a flow, is unknown and never a value. */
final class MenstruationRecord {

    private static final int UNKNOWN = 0;

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
                    .filter(number -> !isUnknownPhase(number))
                    .forEach(number ->
                            measures.other(data, number.getKey(), FieldUnits.named(number.getKey()), Statistic.LATEST));
            SampleSeries flow = new SampleSeries();
            data.elements("menstruation_flow")
                    .forEach(sample -> flow.add(sample, "timestamp", "flow", known -> known > 0));
            measures.series(flow, data.path() + ".menstruation_flow", Metric.OTHER, Units.SCORE);
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

    private static boolean isUnknownPhase(Map.Entry<String, Double> number) {
        return number.getKey().equals("current_phase") && number.getValue() == UNKNOWN;
    }
}
