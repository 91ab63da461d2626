package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Statistic;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a person ate and drank in a day, summed up. Single meals carry free text and are left out. */
final class NutritionRecord {

    private NutritionRecord() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        RecordTime time = RecordTime.of(record.in("metadata"));
        if (time == null) {
            return null;
        }
        Measures measures = new Measures(MeasurementContext.DAY, null);
        Part summary = record.in("summary");
        Stream.of(summary, summary.in("macros"), summary.in("micros"))
                .filter(Part::isObject)
                .forEach(part -> part.numbers()
                        .forEach(amount -> measures.other(
                                part, amount.getKey(), FieldUnits.named(amount.getKey()), Statistic.SUM)));
        return new ResourceReading(
                "nutrition",
                time.day().toString(),
                Operation.UPSERT,
                time.effective(),
                measures.found(),
                null,
                rawPath);
    }
}
