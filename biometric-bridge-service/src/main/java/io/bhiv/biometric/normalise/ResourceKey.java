package io.bhiv.biometric.normalise;

/** Names one resource of one connection. */
public record ResourceKey(String connectionId, String resourceType, String resourceId) {}
