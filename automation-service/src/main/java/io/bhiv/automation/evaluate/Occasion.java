package io.bhiv.automation.evaluate;

import java.util.Optional;

/**
 * Why a job is due.
 *
 * @param key makes the occasion unique for the job beyond its due time: the same event delivered twice, or the same
 *     deployment started by three replicas, is one occasion. Empty where the due time alone says it.
 */
public record Occasion(Kind kind, Optional<String> key) {

    public enum Kind {
        SCHEDULE,
        STARTUP,
        EVENT,
        MANUAL,
        BACKFILL,
        ROUND,
        NOTICE
    }

    public static final Occasion SCHEDULED = new Occasion(Kind.SCHEDULE, Optional.empty());

    public static Occasion of(Kind kind) {
        return new Occasion(kind, Optional.empty());
    }

    public static Occasion of(Kind kind, String key) {
        return new Occasion(kind, Optional.of(key));
    }
}
