package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A code of a public vocabulary for a metric, such as LOINC. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Coding(String system, String code, @Nullable String display) {}
