package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.SampleSeries;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Weight and the like, taken by hand or scale at a time of their own: of each quantity the latest of the day. */
final class BodyMeasurements {

    private static final String LIST = "measurements";
    private static final String DAY_AVERAGE = "day_avg_";
    private static final String WEIGHT = "weight_kg";

    private record Latest(Instant at, Measure measure) {}

    private BodyMeasurements() {}

    static void read(Part measurements, Measures into) {
        if (!measurements.isObject()) {
            return;
        }
        Map<String, Latest> latest = new TreeMap<>();
        for (JsonNode sample : measurements.elements(LIST)) {
            collect(new Part(sample, measurements.path() + '.' + LIST), latest);
        }
        latest.values().forEach(found -> into.add(found.measure()));
        SampleSeries weights = new SampleSeries();
        measurements
                .elements(LIST)
                .forEach(sample -> weights.add(sample, "measurement_time", WEIGHT, kilograms -> kilograms > 0));
        into.series(weights, measurements.path() + '.' + LIST + '.' + WEIGHT, Metric.WEIGHT, Units.KILOGRAMS);
        measurements
                .numbers()
                .filter(average -> average.getKey().startsWith(DAY_AVERAGE))
                .forEach(average -> into.value(
                        measurements,
                        average.getKey(),
                        metric(average.getKey()),
                        FieldUnits.named(average.getKey()),
                        Statistic.MEAN));
    }

    private static void collect(Part sample, Map<String, Latest> latest) {
        RecordedAt at = sample.time("measurement_time");
        if (at == null) {
            return;
        }
        sample.numbers().forEach(quantity -> {
            String field = quantity.getKey();
            if (!Measures.isPossible(metric(field), quantity.getValue())) {
                return;
            }
            Latest known = latest.get(field);
            boolean room = known != null || !Measures.isTooMany(latest.size());
            if (room && (known == null || !at.instant().isBefore(known.at()))) {
                Measure measure = Measure.value(
                        metric(field),
                        sample.path() + '.' + field,
                        quantity.getValue(),
                        FieldUnits.named(field),
                        Statistic.LATEST);
                latest.put(field, new Latest(at.instant(), measure.at(at.alone())));
            }
        });
    }

    private static Metric metric(String field) {
        return field.endsWith(WEIGHT) ? Metric.WEIGHT : Metric.OTHER;
    }
}
