package io.bhiv.biometric.normalise;

import org.jspecify.annotations.Nullable;

/**
 * What the normaliser is told once.
 *
 * @param tenantId whose bridge this is; part of every id derived for a person
 * @param bridgeVersion goes into the provenance of each event
 */
public record NormaliserSettings(
        String tenantId,
        UnknownUserPolicy unknownUsers,
        @Nullable String bridgeVersion) {}
