package io.bhiv.biometric.provider.whoop;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/** A day from one sleep to the next. Without an end it is still running, and its strain still grows. */
final class Cycle {

    private Cycle() {}

    static @Nullable ResourceReading read(About about, Part record) {
        RecordedAt start = Scored.time(record, "start");
        if (start == null) {
            return null;
        }
        Scored scored = Scored.of(record);
        Measures measures = scored.measures(MeasurementContext.DAY);
        if (scored.isScored()) {
            measures.score(scored.score(), "strain", Metric.STRAIN);
            scored.heartRate(measures);
            scored.energy(measures);
        } else {
            measures.add(Measure.withoutValue(
                    Metric.STRAIN,
                    scored.record().path() + ".score.strain",
                    Units.SCORE,
                    Statistic.SCORE,
                    scored.why()));
        }
        return scored.lasting(about, start, measures);
    }
}
