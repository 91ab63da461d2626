package io.bhiv.simulator.quota;

import java.time.Duration;

/** So many requests in each span. */
public record Window(int limit, Duration length) {}
