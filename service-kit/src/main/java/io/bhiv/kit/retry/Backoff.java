package io.bhiv.kit.retry;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pause after a failed attempt: {@code first}, then {@code factor} times as long each time, up to {@code longest}.
 *
 * @param first pause after the first attempt
 * @param factor at least 1
 * @param longest bound of a pause before jitter
 */
public record Backoff(Duration first, double factor, Duration longest, Jitter jitter) {

    public Backoff {
        if (first.isNegative() || longest.isNegative() || !(factor >= 1)) {
            throw new IllegalArgumentException("a back-off has no negative times and a factor of at least 1");
        }
    }

    /** Pauses that double. */
    public static Backoff doubling(Duration first, Duration longest, Jitter jitter) {
        return new Backoff(first, 2, longest, jitter);
    }

    /**
     * The pause without jitter.
     *
     * @param made attempts made so far, at least 1
     */
    public Duration full(int made) {
        double millis = (double) first.toMillis() * Math.pow(factor, made - 1.0);
        return Duration.ofMillis((long) Math.min(millis, (double) longest.toMillis()));
    }

    /**
     * The pause with jitter.
     *
     * @param made attempts made so far, at least 1
     * @param chance drawn evenly from 0 (inclusive) to 1 (exclusive)
     */
    public Duration pause(int made, double chance) {
        return Duration.ofNanos((long) ((double) full(made).toNanos() * jitter.scale(chance)));
    }

    /** The pauses after attempt 1, 2, … {@code attempts} without jitter, for a statement that picks one by number. */
    public List<Duration> schedule(int attempts) {
        return IntStream.rangeClosed(1, attempts).mapToObj(this::full).toList();
    }
}
