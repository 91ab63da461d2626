package io.bhiv.biometric.publish;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.model.trigger.HealthTrigger;
import java.util.List;

/**
 * A delivery after the pure steps.
 *
 * @param fired the triggers of each event, in the order of the events
 */
public record Understood(Delivery delivery, Normalised normalised, List<List<HealthTrigger>> fired) {

    /** Without the measurements. */
    @Override
    public String toString() {
        return "Understood[" + delivery.eventId() + "]";
    }
}
