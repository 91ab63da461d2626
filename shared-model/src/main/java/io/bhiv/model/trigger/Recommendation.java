package io.bhiv.model.trigger;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the agent may offer. */
public enum Recommendation {
    @JsonProperty("immediate_stress_protocol")
    IMMEDIATE_STRESS_PROTOCOL("immediate_stress_protocol"),

    @JsonProperty("breathing_exercise")
    BREATHING_EXERCISE("breathing_exercise"),
    @JsonProperty("observe_trend")
    OBSERVE_TREND("observe_trend"),
    @JsonProperty("prioritise_recovery")
    PRIORITISE_RECOVERY("prioritise_recovery"),
    @JsonProperty("reduce_load_and_recover")
    REDUCE_LOAD_AND_RECOVER("reduce_load_and_recover"),
    @JsonProperty("check_in_how_do_you_feel")
    CHECK_IN("check_in_how_do_you_feel"),
    @JsonProperty("rest_and_check_symptoms")
    REST_AND_CHECK_SYMPTOMS("rest_and_check_symptoms"),
    @JsonProperty("verify_with_fingertip_oximeter")
    VERIFY_WITH_FINGERTIP_OXIMETER("verify_with_fingertip_oximeter"),
    @JsonProperty("rest_and_seek_advice_if_unwell")
    REST_AND_SEEK_ADVICE("rest_and_seek_advice_if_unwell");

    private final String wireName;

    Recommendation(String wireName) {
        this.wireName = wireName;
    }

    /** The name used in JSON, in keys and in headers. */
    public String wireName() {
        return wireName;
    }
}
