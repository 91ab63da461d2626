package io.bhiv.biometric.known;

/** Where on {@code biometric-events} the first event of a delivery lies; those that follow lie in the same partition behind it. */
public record Place(int partition, long offset) {}
