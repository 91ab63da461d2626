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
import org.jspecify.annotations.Nullable;

/** What was measured of a body during a day. It has no id: its day is its key. */
final class BodyRecord {

    private static final String PRESSURE_UNIT = "mm[Hg]";
    private static final String GLUCOSE_UNIT = "mg/dL";
    private static final String GLUCOSE_AVERAGE = "day_avg_blood_glucose_mg_per_dL";
    private static final String GLUCOSE_AVERAGE_ALIAS = "day_avg_blood_glucose_mg_per_dl";

    private BodyRecord() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        RecordTime time = RecordTime.of(record.in("metadata"));
        if (time == null) {
            return null;
        }
        Measures measures = new Measures(MeasurementContext.DAY, null);
        heart(record.in("heart_data"), measures);
        SharedBlocks.oxygen(record.in("oxygen_data"), measures);
        temperature(record.in("temperature_data"), measures);
        BodyMeasurements.read(record.in("measurements_data"), measures);
        blood(record, measures);
        return new ResourceReading(
                "body", time.day().toString(), Operation.UPSERT, time.effective(), measures.found(), null, rawPath);
    }

    private static void heart(Part heart, Measures into) {
        SharedBlocks.heartRate(heart.in("heart_rate_data"), true, into);
        into.series(heart, "rr_interval_samples", "rr_interval_ms", Metric.RR_INTERVAL, Units.MILLISECONDS);
    }

    private static void temperature(Part temperature, Measures into) {
        into.value(
                temperature,
                "day_avg_skin_temperature_celsius",
                Metric.SKIN_TEMPERATURE,
                Units.CELSIUS,
                Statistic.MEAN);
        into.series(
                temperature, "skin_temperature_samples", "temperature_celsius", Metric.SKIN_TEMPERATURE, Units.CELSIUS);
        into.value(
                temperature,
                "day_avg_body_temperature_celsius",
                Metric.BODY_TEMPERATURE,
                Units.CELSIUS,
                Statistic.MEAN);
        into.series(
                temperature, "body_temperature_samples", "temperature_celsius", Metric.BODY_TEMPERATURE, Units.CELSIUS);
    }

    private static void blood(Part record, Measures into) {
        Part pressure = record.in("blood_pressure_data");
        into.other(pressure, "day_avg_systolic_bp", PRESSURE_UNIT, Statistic.MEAN);
        into.other(pressure, "day_avg_diastolic_bp", PRESSURE_UNIT, Statistic.MEAN);
        pressureSeries(pressure, "systolic_bp", into);
        pressureSeries(pressure, "diastolic_bp", into);
        Part glucose = record.in("glucose_data");
        String average = glucose.number(GLUCOSE_AVERAGE) == null ? GLUCOSE_AVERAGE_ALIAS : GLUCOSE_AVERAGE;
        into.other(glucose, average, GLUCOSE_UNIT, Statistic.MEAN);
        into.series(glucose, "blood_glucose_samples", "blood_glucose_mg_per_dL", Metric.OTHER, GLUCOSE_UNIT);
        into.series(glucose, "detailed_blood_glucose_samples", "blood_glucose_mg_per_dL", Metric.OTHER, GLUCOSE_UNIT);
        into.other(record.in("hydration_data"), "day_total_water_consumption_ml", "mL", Statistic.SUM);
    }

    private static void pressureSeries(Part pressure, String field, Measures into) {
        SampleSeries samples = new SampleSeries();
        pressure.elements("blood_pressure_samples")
                .forEach(sample -> samples.add(sample, "timestamp", field, mmHg -> mmHg > 0));
        into.series(samples, pressure.path() + ".blood_pressure_samples." + field, Metric.OTHER, PRESSURE_UNIT);
    }
}
