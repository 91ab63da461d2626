package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.RecordedAt;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Revision;
import io.bhiv.biometric.provider.Units;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ZoneSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The small shape that earlier programs send: {@code {"data":[{"hrv_data":{"rmssd":20}}]}}, with or without a user.
 *
 * <p>Its value is taken as it is, as those programs' consumers expect; 0 or less is none. Without a user a fixed one stands in.
 * It has no id, so its key is its time, or its place in this very delivery.
 */
final class LegacyShape {

    private static final String HRV_DATA = "hrv_data";

    private LegacyShape() {}

    /** Whether the first element is of the old shape. */
    static boolean looksLike(TerraEnvelope envelope) {
        boolean[] old = {false};
        if (envelope.hasList()) {
            envelope.forEachElement((index, element) -> {
                old[0] = element != null && element.path(HRV_DATA).isObject();
                return false;
            });
        }
        return old[0];
    }

    static Reading read(TerraEnvelope envelope, Delivery delivery, int maxEvents) {
        if (!looksLike(envelope)) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        List<ResourceReading> readings = new ArrayList<>();
        int[] unusable = {0};
        envelope.forEachElement((index, element) -> {
            ResourceReading reading = element == null ? null : reading(element, index, delivery);
            if (reading == null) {
                unusable[0]++;
            } else {
                readings.add(reading);
            }
            return readings.size() <= maxEvents;
        });
        return readings.size() > maxEvents
                ? new Unreadable(ParkReason.TOO_MANY_EVENTS)
                : new Resources(user(envelope.fields()), Revision.of(delivery), readings, unusable[0]);
    }

    private static VendorUser user(Part fields) {
        VendorUser user = TerraLinks.user(fields);
        if (user != null) {
            return user;
        }
        String id = fields.text("user_id");
        return id == null
                ? VendorUser.anonymous(Provider.TERRA)
                : new VendorUser(new ProviderUser(Provider.TERRA, id), fields.text("reference_id"), null);
    }

    private static @Nullable ResourceReading reading(JsonNode element, int index, Delivery delivery) {
        Part hrv = new Part(element, "").in(HRV_DATA);
        Double rmssd = hrv.number("rmssd");
        if (rmssd == null && !hrv.isNull("rmssd")) {
            return null;
        }
        Double measured = rmssd != null && Measures.isPossible(Metric.HRV_RMSSD, rmssd) ? rmssd : null;
        RecordedAt stated = hrv.time("timestamp");
        RecordedAt time = stated == null ? new Part(element, "").time("timestamp") : stated;
        Measures measures = new Measures(MeasurementContext.UNKNOWN, null);
        measures.add(
                Measure.value(Metric.HRV_RMSSD, "hrv_data.rmssd", measured, Units.MILLISECONDS, Statistic.INSTANT));
        return new ResourceReading(
                "hrv",
                time == null ? delivery.eventId() + ":" + index : RecordTime.key(time),
                Operation.UPSERT,
                time == null
                        ? new Effective(delivery.receivedAt(), null, null, null, ZoneSource.UNKNOWN)
                        : time.alone(),
                measures.found(),
                null,
                "$.data[" + index + ']');
    }
}
