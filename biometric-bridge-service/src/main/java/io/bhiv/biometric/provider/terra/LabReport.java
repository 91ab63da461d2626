package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.NoUser;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Revision;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.Coding;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ZoneSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a laboratory.
 *
 * <p>The delivery names no user of a device, only our reference of the person; that reference is then the user. Each number carries the
 * laboratory's own code. Findings that are no numbers are left out: they are free text.
 */
final class LabReport {

    private LabReport() {}

    static Reading read(TerraEnvelope envelope, Delivery delivery, int maxEvents) {
        JsonNode data = envelope.object();
        if (data == null) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        Part report = new Part(data, "lab_report");
        VendorUser user = user(envelope.fields(), report);
        if (user == null) {
            return new NoUser("lab_report.completed");
        }
        String id = report.text("session_id");
        String reportId = id == null ? envelope.fields().text("event_id") : id;
        if (reportId == null) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        if (data.path("results").size() > maxEvents) {
            return new Unreadable(ParkReason.TOO_MANY_EVENTS);
        }
        ResourceReading resource = resource(report, reportId, delivery);
        if (Measures.isTooMany(resource.measures().size())) {
            return new Unreadable(ParkReason.TOO_MANY_EVENTS);
        }
        return new Resources(user, Revision.of(delivery), List.of(resource), 0);
    }

    private static @Nullable VendorUser user(Part fields, Part report) {
        VendorUser named = TerraLinks.user(fields);
        String reference = report.text("reference_id");
        return named != null || reference == null ? named : VendorUser.ofReference(Provider.TERRA, reference);
    }

    private static ResourceReading resource(Part report, String reportId, Delivery delivery) {
        RecordedAt reported = report.time("report_date");
        Effective effective = reported == null
                ? new Effective(delivery.receivedAt(), null, null, null, ZoneSource.UNKNOWN)
                : reported.alone();
        Measures measures = new Measures(MeasurementContext.UNKNOWN, null);
        for (JsonNode result : report.elements("results")) {
            number(new Part(result, report.path()), measures);
        }
        return new ResourceReading(
                "lab_report", reportId, Operation.UPSERT, effective, measures.found(), null, "$.data");
    }

    private static void number(Part result, Measures into) {
        Part measurement = result.in("measurement");
        Double value = measurement.number("numeric");
        Part biomarker = result.in("biomarker");
        String loinc = biomarker.text("loinc_code");
        String key = biomarker.text("key");
        String name = key == null ? loinc : key;
        if (value == null || name == null) {
            return;
        }
        String unit = FieldUnits.of(measurement.text("ucum_code"), measurement.text("units"));
        Measure measure = Measure.value(Metric.OTHER, "lab_report." + name, value, unit, Statistic.INSTANT);
        RecordedAt collected = result.in("source").time("collection_date");
        Measure timed = collected == null ? measure : measure.at(collected.alone());
        into.add(
                loinc == null
                        ? timed
                        : timed.coded(new Coding("http://loinc.org", loinc, biomarker.text("display_name"))));
    }
}
