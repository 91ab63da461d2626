package io.bhiv.automation.engine.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.kit.retry.Backoff;
import io.bhiv.kit.retry.Jitter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What holds when a job does not go as planned.
 *
 * @param pauseAfter how many failed runs in a row pause the job; 0 for never
 * @param failureAfter how many failed runs in a row make it count as failing, which runs {@code onFailure} once; at least 1
 */
public record Policies(
        Misfire misfire,
        Overlap overlap,
        @JsonProperty("timeout") Timeouts timeouts,
        Retry retry,
        Lost lost,
        int pauseAfter,
        int failureAfter) {

    public static Policies standard() {
        return new Policies(
                Misfire.standard(), Overlap.SKIP, Timeouts.standard(), Retry.standard(), Lost.UNKNOWN, 0, 1);
    }

    /**
     * What happens to due times that could not be run in time.
     *
     * @param limit how many of them are run at most, the newest first in line; the rest is recorded as missed
     * @param maxAge older ones are recorded as missed in every mode
     * @param tolerance a due time found this late or less counts as on time
     */
    public record Misfire(Mode mode, int limit, Duration maxAge, Duration tolerance) {
        public static final int MOST = 10_000;
        public static final Duration OLDEST = Duration.ofDays(30);

        public enum Mode {
            ALL,
            LAST,
            NONE
        }

        public static Misfire standard() {
            return new Misfire(Mode.LAST, 100, Duration.ofDays(1), Duration.ofSeconds(30));
        }
    }

    /** What happens to a due time while an earlier run of the same job is still running, on any replica. */
    public enum Overlap {
        SKIP,
        @JsonProperty("queue-one")
        QUEUE_ONE,
        REPLACE,
        ALLOW;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * How long things may take.
     *
     * @param attempt the longest one attempt of one action may take
     * @param total the longest a whole run may take, waits between attempts included
     */
    public record Timeouts(Duration attempt, Duration total) {
        public static Timeouts standard() {
            return new Timeouts(Duration.ofSeconds(30), Duration.ofMinutes(5));
        }
    }

    /**
     * How a failed attempt of an action is repeated.
     *
     * @param attempts in all, the first included
     * @param backoff the wait before the second attempt; each further wait is {@code factor} times the one before, up to
     *     {@code cap}
     * @param jitter 0 to 1: a wait is drawn evenly from {@code wait * (1 ± jitter)}
     */
    public record Retry(int attempts, Duration backoff, double factor, Duration cap, double jitter, Set<Fault> on) {
        public Retry {
            on = Set.copyOf(on);
        }

        public static Retry standard() {
            return new Retry(
                    3,
                    Duration.ofSeconds(1),
                    2,
                    Duration.ofSeconds(30),
                    0.2,
                    EnumSet.of(Fault.TIMEOUT, Fault.CONNECTION, Fault.SERVER_ERROR, Fault.THROTTLED));
        }

        /**
         * The wait before the next attempt, or empty to give up.
         *
         * @param made attempts made so far, at least 1
         * @param asked the wait that the target asked for; honoured up to the cap, never shortened by jitter
         * @param chance drawn evenly from 0 (inclusive) to 1 (exclusive)
         */
        public Optional<Duration> waitAfter(int made, Fault fault, Optional<Duration> asked, double chance) {
            if (made >= attempts || !on.contains(fault)) {
                return Optional.empty();
            }
            Duration wait = new Backoff(backoff, factor, cap, Jitter.around(jitter)).pause(made, chance);
            Duration least = asked.map(asking -> asking.compareTo(cap) < 0 ? asking : cap)
                    .orElse(Duration.ZERO);
            return Optional.of(wait.compareTo(least) < 0 ? least : wait);
        }
    }

    /** Why an attempt failed, as far as the decision to try again goes. */
    public enum Fault {
        /** No answer within the attempt's time. */
        TIMEOUT,
        /** Refused, reset, unreachable, no such host. */
        CONNECTION,
        /** Answered 5xx. */
        @JsonProperty("server-error")
        SERVER_ERROR,
        /** Answered 429. */
        THROTTLED,
        /** Answered another status that says the request is at fault. */
        REJECTED,
        /** Answered, but not what the action demands. */
        ASSERTION,
        /** The action itself cannot be carried out: a secret is missing, a file unreadable. */
        SETUP
    }

    /** What becomes of a run whose replica died in the middle of it. */
    public enum Lost {
        /** It ends as unknown: whether its last call arrived is not known, and a second call could do harm. */
        UNKNOWN,
        /** It is run again from its first action, at most {@link #TIMES} times. */
        RETRY;

        public static final int TIMES = 3;
    }
}
