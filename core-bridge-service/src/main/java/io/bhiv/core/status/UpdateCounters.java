package io.bhiv.core.status;

import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.IntakeParts;
import io.bhiv.kit.count.IntakeParts.Parts;
import io.bhiv.kit.count.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The counters {@code bridge.events} of the intakes {@code core-updates} (over HTTP) and {@code core-sync-results} (from Kafka).
 *
 * <p>An update counts as published when the bucket has stored it: that is where it ends.
 */
public final class UpdateCounters {

    private static final String UPDATES = "core-updates";

    private UpdateCounters() {}

    /** Why an update is refused. */
    public enum Refusal implements Reason {
        MALFORMED,
        TOO_LARGE,
        /** Its Idempotency-Key was used with another body. */
        CONFLICT,
        /** Too much is pending, or waits to be stored. */
        OVERLOADED
    }

    /** Why an update is parked. */
    public enum Parking implements Reason {
        /** It can never be stored as it is. */
        REJECTED_BY_BUCKET,
        /** Its record is larger than the topic takes. */
        TOO_LARGE_FOR_KAFKA,
        /** Its record cannot be written. */
        REFUSED_BY_KAFKA,
        /** It failed alone, again and again, for a reason that nobody foresaw. */
        PUBLISHING_FAILED
    }

    /** Why a result is parked. */
    public enum ResultParking implements Reason {
        UNREADABLE
    }

    @Produces
    @Singleton
    static IntakeCounters<Refusal, Parking> updates(MeterRegistry meters) {
        return new IntakeCounters<>(UPDATES, Refusal.class, Parking.class).register(meters);
    }

    /** What each module's updates are received, refused and parked as; the other outcomes are known of all together. */
    @Produces
    @Singleton
    static Parts<Refusal, Parking> modules(IntakeParts parts) {
        return parts.of(UPDATES, Refusal.class, Parking.class);
    }

    @Produces
    @Singleton
    static IntakeCounters<Reason.None, ResultParking> results(MeterRegistry meters) {
        return new IntakeCounters<>("core-sync-results", Reason.None.class, ResultParking.class).register(meters);
    }
}
