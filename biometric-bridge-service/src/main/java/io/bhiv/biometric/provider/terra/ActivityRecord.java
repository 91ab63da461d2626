package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Units;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/** A workout. Its type 0 is a real type; its name and places are the person's own and are left out. */
final class ActivityRecord {

    private ActivityRecord() {}

    static @Nullable ResourceReading read(Part record, String rawPath) {
        Part metadata = record.in("metadata");
        RecordTime time = RecordTime.of(metadata);
        if (time == null) {
            return null;
        }
        UploadType upload = UploadType.of(metadata);
        String summaryId = metadata.text("summary_id");
        Quality quality = upload.quality();
        Measures measures = new Measures(MeasurementContext.WORKOUT, quality);
        Session session = new Session(summaryId, null, null, metadata.text("type"), null);
        measures.add(Measure.session(Metric.WORKOUT, "activity", session, SharedBlocks.device(record), null));
        read(record, measures);
        return new ResourceReading(
                "activity",
                summaryId == null ? time.key() : summaryId,
                upload.operation(),
                time.effective(),
                measures.found(),
                SharedBlocks.keptPrefix("activity"),
                rawPath);
    }

    private static void read(Part record, Measures into) {
        SharedBlocks.heartRate(record.in("heart_rate_data"), false, into);
        SharedBlocks.oxygen(record.in("oxygen_data"), into);
        SharedBlocks.energy(record.in("calories_data"), into);
        Part distance = record.in("distance_data").in("summary");
        into.value(distance, "distance_meters", Metric.DISTANCE, Units.METRES, Statistic.SUM);
        into.value(distance, "steps", Metric.STEPS, Units.STEPS, Statistic.SUM);
        into.other(distance, "floors_climbed", "{floors}", Statistic.SUM);
        into.score(record.in("strain_data"), "strain_level", Metric.STRAIN);
        SharedBlocks.enrichment(record, into);
    }
}
