package io.bhiv.biometric.provider;

import io.bhiv.biometric.identity.Delivery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The order of a reading among the versions of its resources, where a delivery carries the data itself.
 *
 * <p>The provider's ordering stamp where it is plausible; else the time of receipt, which makes it the newest. A stamp from the future
 * would supersede all later corrections, one from before webhooks existed is in another unit: both are ignored.
 */
public final class Revision {

    private static final long EARLIEST_MILLIS = 1_000_000_000_000L;
    private static final long CLOCK_ALLOWANCE_MILLIS = Duration.ofHours(24).toMillis();

    private Revision() {}

    public static long of(Delivery delivery) {
        return sensible(delivery.orderingMillis(), delivery);
    }

    /** A stated order where it is plausible, else the time of receipt. */
    public static long sensible(@Nullable Long ordering, Delivery delivery) {
        long received = delivery.receivedAt().toEpochMilli();
        return ordering != null && isSensible(ordering, received) ? ordering : received;
    }

    private static boolean isSensible(long ordering, long received) {
        return ordering >= EARLIEST_MILLIS && ordering <= received + CLOCK_ALLOWANCE_MILLIS;
    }
}
