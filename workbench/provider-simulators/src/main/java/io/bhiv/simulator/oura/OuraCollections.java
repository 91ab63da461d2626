package io.bhiv.simulator.oura;

import java.util.Map;
import java.util.Set;

/** Which collections there are, and any of which scopes opens them. */
final class OuraCollections {

    /** Documents with an id and a day. */
    private static final Map<String, Set<String>> DOCUMENTS = Map.ofEntries(
            Map.entry("sleep", Set.of("daily")),
            Map.entry("daily_sleep", Set.of("daily")),
            Map.entry("daily_readiness", Set.of("daily")),
            Map.entry("daily_activity", Set.of("daily")),
            Map.entry("daily_spo2", Set.of("spo2")),
            Map.entry("daily_stress", Set.of("stress", "daily")),
            Map.entry("daily_resilience", Set.of("stress", "daily")),
            Map.entry("daily_cardiovascular_age", Set.of("heart_health")),
            Map.entry("vO2_max", Set.of("heart_health")),
            Map.entry("sleep_time", Set.of("daily")),
            Map.entry("rest_mode_period", Set.of("daily")),
            Map.entry("workout", Set.of("workout")),
            Map.entry("session", Set.of("session")),
            Map.entry("tag", Set.of("tag")),
            Map.entry("enhanced_tag", Set.of("tag")),
            Map.entry("ring_configuration", Set.of("ring_configuration")));

    /** Rows with a time. */
    private static final Map<String, Set<String>> SAMPLES = Map.of(
            "heartrate", Set.of("heartrate"),
            "interbeat_interval", Set.of("heartrate"),
            "ring_battery_level", Set.of("ring_configuration"));

    private OuraCollections() {}

    static boolean hasDocuments(String collection) {
        return DOCUMENTS.containsKey(collection);
    }

    static boolean hasSamples(String collection) {
        return SAMPLES.containsKey(collection);
    }

    static Set<String> scopes(String collection) {
        Set<String> scopes = DOCUMENTS.get(collection);
        return scopes != null ? scopes : SAMPLES.getOrDefault(collection, Set.of("personal"));
    }

    /** The name in webhooks and subscriptions. */
    static String dataType(String collection) {
        return collection.equals("vO2_max") ? "vo2_max" : collection;
    }
}
