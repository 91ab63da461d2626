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
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A workout. {@code sport_id} and {@code v1_id} are going away: the sport is its name. */
final class Workout {

    private static final List<String> ZONES = List.of("zero", "one", "two", "three", "four", "five");

    private Workout() {}

    static @Nullable ResourceReading read(About about, Part record) {
        RecordedAt start = Scored.time(record, "start");
        if (start == null) {
            return null;
        }
        Scored scored = Scored.of(record);
        Measures measures = scored.measures(MeasurementContext.WORKOUT);
        Session session = new Session(about.objectId(), null, null, record.text("sport_name"), null);
        measures.add(Measure.session(Metric.WORKOUT, "workout", session, null, null));
        if (scored.isScored()) {
            Part score = scored.score();
            measures.score(score, "strain", Metric.STRAIN);
            scored.heartRate(measures);
            scored.energy(measures);
            measures.value(score, "distance_meter", Metric.DISTANCE, Units.METRES, Statistic.SUM);
            measures.other(score, "altitude_gain_meter", Units.METRES, Statistic.SUM);
            Part zones = score.in("zone_durations");
            ZONES.forEach(zone -> Scored.seconds(zones, "zone_" + zone + "_milli", Metric.OTHER, measures));
        }
        return scored.lasting(about, start, measures);
    }
}
