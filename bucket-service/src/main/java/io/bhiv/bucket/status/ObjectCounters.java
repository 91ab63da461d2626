package io.bhiv.bucket.status;

import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The counters of core updates, {@code bridge.events} with the intake {@code core-updates-stored}.
 *
 * <p>An update counts as published when its object is stored: that is where it ends.
 */
public final class ObjectCounters {

    private ObjectCounters() {}

    /** Why an update is refused; its sender is answered where it can be named. */
    public enum ObjectRefusal implements Reason {
        /** It is not an update. */
        MALFORMED,
        /** PostgreSQL does not take it, or it is too large to be read. */
        UNSTORABLE
    }

    @Produces
    @Singleton
    static IntakeCounters<ObjectRefusal, Reason.None> updates(MeterRegistry meters) {
        return new IntakeCounters<>("core-updates-stored", ObjectRefusal.class, Reason.None.class).register(meters);
    }
}
