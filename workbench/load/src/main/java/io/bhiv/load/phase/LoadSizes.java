package io.bhiv.load.phase;

import java.time.Duration;

/**
 * How much of each load is applied.
 *
 * @param warmUp before the first closed loop; a fifth of it before an open loop, when everything is compiled already
 * @param rate requests per second of the open loop
 */
public record LoadSizes(int connections, Duration warmUp, Duration closed, Duration open, double rate) {}
