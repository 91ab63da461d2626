package io.bhiv.simulator.notice;

import java.time.Duration;
import java.util.List;

/**
 * How a provider tries again.
 *
 * @param pauses before each retry
 * @param timeout how long it waits for an answer
 * @param goneCancels whether a 410 ends the subscription
 */
public record RetryRules(List<Duration> pauses, Duration timeout, boolean goneCancels) {

    public RetryRules {
        pauses = List.copyOf(pauses);
    }
}
