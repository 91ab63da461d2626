package io.bhiv.model.trigger;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the agent may offer. */
public enum Recommendation {
    @JsonProperty("immediate_stress_protocol")
    IMMEDIATE_STRESS_PROTOCOL("immediate_stress_protocol"),

    @JsonProperty("breathing_exercise")
    BREATHING_EXERCISE("breathing_exercise");

    private final String wireName;

    Recommendation(String wireName) {
        this.wireName = wireName;
    }

    /** The name used in JSON, in keys and in headers. */
    public String wireName() {
        return wireName;
    }
}
