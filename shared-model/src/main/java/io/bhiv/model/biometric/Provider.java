package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who sent the fact. The wire name is also the path segment of its webhook. */
public enum Provider {
    @JsonProperty("oura")
    OURA("oura"),

    @JsonProperty("whoop")
    WHOOP("whoop"),

    @JsonProperty("terra")
    TERRA("terra"),

    @JsonProperty("google_health")
    GOOGLE_HEALTH("google_health"),

    @JsonProperty("fitbit")
    FITBIT("fitbit"),

    @JsonProperty("garmin")
    GARMIN("garmin"),

    @JsonProperty("withings")
    WITHINGS("withings"),

    @JsonProperty("polar")
    POLAR("polar"),

    @JsonProperty("strava")
    STRAVA("strava"),

    @JsonProperty("apple_health")
    APPLE_HEALTH("apple_health"),

    @JsonProperty("health_connect")
    HEALTH_CONNECT("health_connect");

    private final String wireName;

    Provider(String wireName) {
        this.wireName = wireName;
    }

    /** The name used in JSON, in keys and in headers. */
    public String wireName() {
        return wireName;
    }

    /**
     * The provider of a wire name.
     *
     * @throws IllegalArgumentException where no provider has it
     */
    public static Provider ofWireName(String wireName) {
        for (Provider provider : values()) {
            if (provider.wireName.equals(wireName)) {
                return provider;
            }
        }
        throw new IllegalArgumentException("no provider is called " + wireName);
    }
}
