package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/** Hormones at one instant; the instant is the key. */
final class HormoneSample {

    private HormoneSample() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        RecordedAt time = record.time("timestamp");
        if (time == null) {
            return null;
        }
        Measures measures = new Measures(MeasurementContext.UNKNOWN, null);
        record.numbers()
                .forEach(amount ->
                        measures.other(record, amount.getKey(), FieldUnits.named(amount.getKey()), Statistic.INSTANT));
        return new ResourceReading(
                "hormone", RecordTime.key(time), Operation.UPSERT, time.alone(), measures.found(), null, rawPath);
    }
}
