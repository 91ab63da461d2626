package io.bhiv.biometric.known;

import io.bhiv.biometric.normalise.Normalised;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery changes.
 *
 * @param place null where it published nothing
 */
public record Change(
        UUID delivery, Normalised normalised, @Nullable Place place) {}
