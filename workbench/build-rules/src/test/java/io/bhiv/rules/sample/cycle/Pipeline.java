package io.bhiv.rules.sample.cycle;

import io.bhiv.rules.sample.cycle.api.CallsBack;

/** A cycle that leads through the root package. */
public record Pipeline(CallsBack caller) {}
