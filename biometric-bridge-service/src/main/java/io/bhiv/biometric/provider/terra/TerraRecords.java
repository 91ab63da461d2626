package io.bhiv.biometric.provider.terra;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Measures;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.NoUser;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Revision;
import io.bhiv.biometric.provider.VendorUser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of records of one user. */
final class TerraRecords {

    /** Terra sends at most ten in a chunk; more than this is not Terra's data. */
    private static final int MAX_RECORDS = 5_000;

    private final int maxEvents;
    private final List<ResourceReading> found = new ArrayList<>();
    private int events;
    private int unusable;
    private @Nullable ParkReason refused;

    private TerraRecords(int maxEvents) {
        this.maxEvents = maxEvents;
    }

    static Reading read(String type, TerraEnvelope envelope, Delivery delivery, int maxEvents) {
        TerraRecords records = new TerraRecords(maxEvents);
        if (envelope.hasList()) {
            envelope.forEachElement((index, element) -> records.add(type, index, element));
        }
        if (envelope.hasNoUsableData()) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        if (records.refused != null) {
            return new Unreadable(records.refused);
        }
        if (records.found.isEmpty() && LegacyShape.looksLike(envelope)) {
            return LegacyShape.read(envelope, delivery, maxEvents);
        }
        VendorUser user = TerraLinks.user(envelope.fields());
        return user == null
                ? new NoUser(type)
                : new Resources(user, Revision.of(delivery), records.found, records.unusable);
    }

    private boolean add(String type, int index, @Nullable JsonNode element) {
        if (index >= MAX_RECORDS) {
            refused = ParkReason.TOO_MANY_RECORDS;
            return false;
        }
        ResourceReading resource = element == null ? null : resource(type, index, element);
        if (resource == null) {
            unusable++;
        } else {
            found.add(resource);
            events += resource.measures().size();
        }
        if (events > maxEvents
                || (resource != null && Measures.isTooMany(resource.measures().size()))) {
            refused = ParkReason.TOO_MANY_EVENTS;
        }
        return refused == null;
    }

    /** Null when the record has no usable id and no time: there is no key under which it could be corrected. */
    private static @Nullable ResourceReading resource(String type, int index, JsonNode element) {
        Part part = new Part(element, type);
        if (part.in("metadata").isUnstorable("summary_id")) {
            return null;
        }
        String rawPath = "$.data[" + index + ']';
        return switch (type) {
            case "sleep" -> SleepRecord.read(part, rawPath);
            case "activity" -> ActivityRecord.read(part, rawPath);
            case "daily" -> DailyRecord.read(part, rawPath);
            case "body" -> BodyRecord.read(part, rawPath);
            case "nutrition" -> NutritionRecord.read(part, rawPath);
            case "menstruation" -> MenstruationRecord.read(part, rawPath);
            case "hormone" -> HormoneSample.read(part, rawPath);
            case "health_observation" -> HealthObservation.read(part, rawPath);
            case "planned_workout" -> PlannedWorkout.read(part, rawPath);
            default -> null;
        };
    }
}
