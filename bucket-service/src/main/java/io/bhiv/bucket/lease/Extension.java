package io.bhiv.bucket.lease;

import java.time.Instant;

/** A lease that was given more time. */
public record Extension(Instant until, int packets) {}
