package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What was measured. RMSSD and SDNN are different quantities and never converted into each other. */
public enum Metric {
    @JsonProperty("heart_rate")
    HEART_RATE("heart_rate"),

    @JsonProperty("resting_heart_rate")
    RESTING_HEART_RATE("resting_heart_rate"),

    @JsonProperty("hrv_rmssd")
    HRV_RMSSD("hrv_rmssd"),

    @JsonProperty("hrv_sdnn")
    HRV_SDNN("hrv_sdnn"),

    @JsonProperty("rr_interval")
    RR_INTERVAL("rr_interval"),

    @JsonProperty("spo2")
    SPO2("spo2"),

    @JsonProperty("respiratory_rate")
    RESPIRATORY_RATE("respiratory_rate"),

    @JsonProperty("skin_temperature")
    SKIN_TEMPERATURE("skin_temperature"),

    @JsonProperty("skin_temperature_deviation")
    SKIN_TEMPERATURE_DEVIATION("skin_temperature_deviation"),

    @JsonProperty("body_temperature")
    BODY_TEMPERATURE("body_temperature"),

    @JsonProperty("sleep_session")
    SLEEP_SESSION("sleep_session"),

    @JsonProperty("sleep_duration")
    SLEEP_DURATION("sleep_duration"),

    @JsonProperty("sleep_deep_duration")
    SLEEP_DEEP_DURATION("sleep_deep_duration"),

    @JsonProperty("sleep_light_duration")
    SLEEP_LIGHT_DURATION("sleep_light_duration"),

    @JsonProperty("sleep_rem_duration")
    SLEEP_REM_DURATION("sleep_rem_duration"),

    @JsonProperty("sleep_awake_duration")
    SLEEP_AWAKE_DURATION("sleep_awake_duration"),

    @JsonProperty("time_in_bed")
    TIME_IN_BED("time_in_bed"),

    @JsonProperty("sleep_efficiency")
    SLEEP_EFFICIENCY("sleep_efficiency"),

    @JsonProperty("sleep_latency")
    SLEEP_LATENCY("sleep_latency"),

    @JsonProperty("sleep_score")
    SLEEP_SCORE("sleep_score"),

    @JsonProperty("readiness_score")
    READINESS_SCORE("readiness_score"),

    @JsonProperty("recovery_score")
    RECOVERY_SCORE("recovery_score"),

    @JsonProperty("strain")
    STRAIN("strain"),

    @JsonProperty("stress_high_duration")
    STRESS_HIGH_DURATION("stress_high_duration"),

    @JsonProperty("recovery_high_duration")
    RECOVERY_HIGH_DURATION("recovery_high_duration"),

    @JsonProperty("stress_level")
    STRESS_LEVEL("stress_level"),

    @JsonProperty("steps")
    STEPS("steps"),

    @JsonProperty("distance")
    DISTANCE("distance"),

    @JsonProperty("active_energy")
    ACTIVE_ENERGY("active_energy"),

    @JsonProperty("total_energy")
    TOTAL_ENERGY("total_energy"),

    @JsonProperty("workout")
    WORKOUT("workout"),

    @JsonProperty("vo2_max")
    VO2_MAX("vo2_max"),

    @JsonProperty("breathing_disturbance_index")
    BREATHING_DISTURBANCE_INDEX("breathing_disturbance_index"),

    @JsonProperty("vascular_age")
    VASCULAR_AGE("vascular_age"),

    @JsonProperty("weight")
    WEIGHT("weight"),

    @JsonProperty("connection_state")
    CONNECTION_STATE("connection_state"),

    @JsonProperty("backfill_state")
    BACKFILL_STATE("backfill_state"),

    @JsonProperty("other")
    OTHER("other");

    private final String wireName;

    Metric(String wireName) {
        this.wireName = wireName;
    }

    /** The name used in JSON, in keys and in headers. */
    public String wireName() {
        return wireName;
    }
}
