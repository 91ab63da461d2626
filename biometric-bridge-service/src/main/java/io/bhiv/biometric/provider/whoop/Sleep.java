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
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/** A night or a nap, filed under the local day it ends. Its variability and resting heart rate are those of its recovery. */
final class Sleep {

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final String LIGHT = "total_light_sleep_time_milli";
    private static final String DEEP = "total_slow_wave_sleep_time_milli";
    private static final String REM = "total_rem_sleep_time_milli";

    private Sleep() {}

    static @Nullable ResourceReading read(About about, Part record) {
        RecordedAt start = Scored.time(record, "start");
        RecordedAt end = Scored.time(record, "end");
        if (start == null || end == null) {
            return null;
        }
        boolean nap = record.isTrue("nap");
        Scored scored = Scored.of(record);
        Measures measures = scored.measures(nap ? MeasurementContext.NAP : MeasurementContext.SLEEP);
        Session session = new Session(about.objectId(), record.text("cycle_id"), nap, null, null);
        measures.add(Measure.session(Metric.SLEEP_SESSION, "sleep", session, null, null));
        if (scored.isScored()) {
            stages(scored.score().in("stage_summary"), measures);
            scores(scored.score(), measures);
        }
        return new ResourceReading(
                about.objectType(),
                about.objectId(),
                Operation.UPSERT,
                start.until(end, end.localDate(), Scored.isLocalised(record)),
                measures.found(),
                null,
                null);
    }

    private static void stages(Part stages, Measures into) {
        Double light = stages.number(LIGHT);
        Double deep = stages.number(DEEP);
        Double rem = stages.number(REM);
        if (light != null && deep != null && rem != null) {
            into.add(Measure.value(
                    Metric.SLEEP_DURATION,
                    stages.path(),
                    (light + deep + rem) / MILLIS_PER_SECOND,
                    Units.SECONDS,
                    Statistic.SUM));
        }
        Scored.seconds(stages, LIGHT, Metric.SLEEP_LIGHT_DURATION, into);
        Scored.seconds(stages, DEEP, Metric.SLEEP_DEEP_DURATION, into);
        Scored.seconds(stages, REM, Metric.SLEEP_REM_DURATION, into);
        Scored.seconds(stages, "total_awake_time_milli", Metric.SLEEP_AWAKE_DURATION, into);
        Scored.seconds(stages, "total_in_bed_time_milli", Metric.TIME_IN_BED, into);
    }

    private static void scores(Part score, Measures into) {
        into.value(score, "respiratory_rate", Metric.RESPIRATORY_RATE, Units.PER_MINUTE, Statistic.MEAN);
        into.score(score, "sleep_performance_percentage", Metric.SLEEP_SCORE);
        into.other(score, "sleep_consistency_percentage", Units.PERCENT, Statistic.SCORE);
        into.value(score, "sleep_efficiency_percentage", Metric.SLEEP_EFFICIENCY, Units.PERCENT, Statistic.MEAN);
    }
}
