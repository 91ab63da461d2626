package io.bhiv.model.trigger;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How soon a record must be looked at; value of the record header {@code priority}. */
public enum Priority {
    @JsonProperty("critical")
    CRITICAL("critical"),

    @JsonProperty("high")
    HIGH("high"),

    @JsonProperty("normal")
    NORMAL("normal");

    private final String wireName;

    Priority(String wireName) {
        this.wireName = wireName;
    }

    /** The name used in JSON, in keys and in headers. */
    public String wireName() {
        return wireName;
    }
}
