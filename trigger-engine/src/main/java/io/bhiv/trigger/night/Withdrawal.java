package io.bhiv.trigger.night;

import java.time.Instant;

/**
 * What was measured is not so: the value leaves its open night, or the baseline where the night is closed. Nothing is evaluated again.
 *
 * @param origin as of the {@link Observation} that it takes back
 */
public record Withdrawal(int origin, Instant receivedAt) implements Arrival {}
