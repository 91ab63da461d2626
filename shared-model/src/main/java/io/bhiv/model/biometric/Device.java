package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** What measured it. The serial number never leaves the bridge; {@code idHash} distinguishes two devices. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Device(
        @Nullable String manufacturer,
        @Nullable String model,
        @Nullable String firmware,
        @JsonProperty("id_hash") @Nullable String idHash) {}
