package io.bhiv.biometric.provider;

import io.bhiv.biometric.identity.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * The order of a reading among the versions of its resources, where a delivery carries the data itself.
 *
 * <p>The provider's ordering stamp where it is plausible; else the time of receipt, which makes it the newest.
 */
public final class Revision {

    private Revision() {}

    public static long of(Delivery delivery) {
        return sensible(delivery.orderingMillis(), delivery);
    }

    /** An order that the data states where it is plausible, else the delivery's. */
    public static long stated(long ordering, Delivery delivery) {
        return Delivery.isPlausibleOrder(ordering, delivery.receivedAt()) ? ordering : of(delivery);
    }

    /** A stated order where it is plausible, else the time of receipt. */
    public static long sensible(@Nullable Long ordering, Delivery delivery) {
        return ordering != null && Delivery.isPlausibleOrder(ordering, delivery.receivedAt())
                ? ordering
                : delivery.receivedAt().toEpochMilli();
    }
}
