package io.bhiv.automation.engine.evaluate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One due time of one job, before it is in the ledger.
 *
 * @param occasion why it is due; see {@link Occasion}
 */
public record Occurrence(String job, Instant dueAt, Occasion occasion, Timeliness timeliness) {

    /** What is to become of it. */
    public sealed interface Timeliness {
        /** To be run by the process that claims it. */
        record Due() implements Timeliness {}

        /** Came too late for the job's misfire policy; recorded with the reason. */
        record Missed(String why) implements Timeliness {}
    }

    public static Occurrence due(String job, Instant dueAt, Occasion occasion) {
        return new Occurrence(job, dueAt, occasion, new Timeliness.Due());
    }

    public boolean isDue() {
        return timeliness instanceof Timeliness.Due;
    }

    /**
     * Why a job is due.
     *
     * @param key makes the occasion unique for the job beyond its due time: the same event delivered twice, or the same
     *     deployment started by three replicas, is one occasion. Empty where the due time alone identifies it.
     */
    public record Occasion(Kind kind, Optional<String> key) {

        public enum Kind {
            SCHEDULE,
            /** By schedule too, but found late and kept by the misfire policy. */
            CATCH_UP,
            STARTUP,
            EVENT,
            MANUAL,
            BACKFILL,
            /** A round of the command line. */
            ROUND,
            NOTICE;

            /**
             * Whether exactly this due time was asked for, after its time: such runs go one after the other, behind those that are
             * due now, and none is dropped for a newer one.
             */
            public boolean isBackground() {
                return this == BACKFILL || this == CATCH_UP;
            }

            /** The name used in the ledger, the API and the reports. */
            @JsonValue
            public String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }

            /** Of all kinds that this version knows. */
            public static String[] wireNames() {
                return Arrays.stream(values()).map(Kind::wireName).toArray(String[]::new);
            }

            /** Empty for one that only a newer version knows: its replicas may use the same ledger. */
            public static Optional<Kind> ofWireName(String wireName) {
                return Arrays.stream(values())
                        .filter(kind -> kind.wireName().equals(wireName))
                        .findFirst();
            }
        }

        public static final Occasion SCHEDULED = of(Kind.SCHEDULE);
        public static final Occasion CAUGHT_UP = of(Kind.CATCH_UP);

        public static Occasion of(Kind kind) {
            return new Occasion(kind, Optional.empty());
        }

        public static Occasion of(Kind kind, String key) {
            return new Occasion(kind, Optional.of(key));
        }
    }
}
