package io.bhiv.biometric;

import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import java.util.List;

/** How far the pure steps came with a delivery. */
public sealed interface Understood {

    Journalled delivery();

    /** In our words: each event with what it fired. */
    record Meant(Journalled delivery, Reading reading, Normalised normalised, List<Fired> said) implements Understood {

        /** Not what is said: it holds measurements. */
        @Override
        public String toString() {
            return "Meant[" + delivery.eventId() + "]";
        }
    }

    /** An event and the triggers it fired. */
    record Fired(BiometricEvent event, List<HealthTrigger> triggers) {}

    /** Our code broke on it. The cause may quote the body: it is never logged with its message. */
    record Failed(Journalled delivery, RuntimeException cause) implements Understood {}
}
