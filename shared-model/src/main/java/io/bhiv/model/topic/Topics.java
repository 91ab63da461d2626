package io.bhiv.model.topic;

/** Topic names. They are contracts: other programs consume them. */
public final class Topics {

    /** Normalised events, keyed by subject id; value {@link io.bhiv.model.biometric.BiometricEvent}. */
    public static final String BIOMETRIC_EVENTS = "biometric-events";

    /** Terra writes here directly; read as one more intake. */
    public static final String TERRA_BIOMETRIC_EVENTS = "terra-biometric-events";

    /** Triggers, keyed by subject id; value {@link io.bhiv.model.trigger.HealthTrigger}. */
    public static final String HEALTH_EVENTS = "health-events";

    public static final String CORE_UPDATES = "core-updates";
    public static final String CORE_SYNC_RESULTS = "core-sync-results";
    public static final String PRANA_PACKETS = "prana-packets";

    /** What the services report about themselves, keyed by service and replica; value {@link io.bhiv.model.insight.InsightRecord}. */
    public static final String INSIGHT_FLOW = "insight-flow";

    private Topics() {}
}
