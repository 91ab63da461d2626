package io.bhiv.stack.supervise;

import java.time.Duration;

/**
 * How long to wait before starting again: not at all after a good life, longer after each quick death, never so long that
 * the process is away for 2 s.
 */
final class RestartDelay {

    private static final Duration GOOD_LIFE = Duration.ofSeconds(10);
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMillis(1500);

    private RestartDelay() {}

    /**
     * @param lived how long the process was up
     * @param quickDeaths how many times in a row it died young before this one
     */
    static Duration after(Duration lived, int quickDeaths) {
        if (lived.compareTo(GOOD_LIFE) >= 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST.multipliedBy(1L << Math.min(quickDeaths, 4));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    static boolean isQuickDeath(Duration lived) {
        return lived.compareTo(GOOD_LIFE) < 0;
    }
}
