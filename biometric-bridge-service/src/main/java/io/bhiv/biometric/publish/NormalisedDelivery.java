package io.bhiv.biometric.publish;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.trigger.NightArrival;
import io.bhiv.model.trigger.HealthTrigger;
import java.util.List;

/**
 * A delivery after the pure steps.
 *
 * @param fired what the fixed rule returns for each event, in the order of the events
 * @param triggersPublished whether that is published, or gives the events' records their priority alone
 * @param arrivals for the rules that know the person
 */
public record NormalisedDelivery(
        Delivery delivery,
        Normalised normalised,
        List<List<HealthTrigger>> fired,
        boolean triggersPublished,
        List<NightArrival> arrivals) {

    /** Without rules that know the person. */
    public NormalisedDelivery(Delivery delivery, Normalised normalised, List<List<HealthTrigger>> fired) {
        this(delivery, normalised, fired, true, List.of());
    }

    /** Without the measurements. */
    @Override
    public String toString() {
        return "NormalisedDelivery[" + delivery.eventId() + "]";
    }
}
