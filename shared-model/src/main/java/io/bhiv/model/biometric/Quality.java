package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How far a value can be trusted.
 *
 * @param scoreState the provider's own word
 * @param calibrating the device still learns its wearer
 * @param tentative the provider expects to correct it
 * @param manualEntry typed in, not measured
 * @param coverage share of the time span that was measured, 0 to 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Quality(
        @JsonProperty("score_state") @Nullable String scoreState,
        @Nullable Boolean calibrating,
        @Nullable Boolean tentative,
        @JsonProperty("manual_entry") @Nullable Boolean manualEntry,
        @JsonProperty("low_battery") @Nullable Boolean lowBattery,
        @Nullable Double coverage) {}
