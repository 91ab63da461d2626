package io.bhiv.biometric.provider.oura;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.provider.FetchedBody;
import io.bhiv.biometric.provider.Reading;

/** Objects of Oura's API v2 by their type. The order of versions is {@code meta.updated_at}. */
final class OuraRecords {

    private final FetchedBody bodies;

    OuraRecords(FetchedBody bodies) {
        this.bodies = bodies;
    }

    Reading read(Delivery delivery, About about) {
        return switch (about.objectType()) {
            case "sleep" -> read(delivery, about, SleepPeriod::read);
            case "daily_sleep",
                    "daily_readiness",
                    "daily_activity",
                    "daily_spo2",
                    "daily_stress",
                    "daily_resilience",
                    "daily_cardiovascular_age",
                    "vo2_max" -> read(delivery, about, DailySummary::read);
            case "workout", "session", "enhanced_tag", "tag", "rest_mode_period" -> read(delivery, about, Moment::read);
            case "heartrate", "interbeat_interval" -> read(delivery, about, SampleRows::read);
            // A recommendation, and a description of the ring.
            case "sleep_time", "ring_configuration" -> FetchedBody.nothing(delivery, about);
            default -> new Reading.UnknownType("other object type");
        };
    }

    private Reading read(Delivery delivery, About about, FetchedBody.ObjectReader reader) {
        return bodies.read(delivery, about, reader, body -> body.in("meta").time("updated_at"));
    }
}
