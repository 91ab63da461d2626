package io.bhiv.biometric.publish;

import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.provider.ProviderUser;
import java.util.Set;

/** Where a delivery goes after the second half. */
sealed interface Disposition {

    Journalled delivery();

    /**
     * Nothing is left to do.
     *
     * @param linkChanged the provider said that a link changed: what was parked for it may go on
     */
    record Ended(Journalled delivery, Normalised said, boolean linkChanged) implements Disposition {}

    /** Its object must be fetched from the provider's API. */
    record AwaitingFetch(Journalled delivery, Normalised said, String resource) implements Disposition {}

    /** Its payload must be fetched from an address. */
    record AwaitingPayload(Journalled delivery, String url) implements Disposition {

        /** Without the address: it carries a signature. */
        @Override
        public String toString() {
            return "AwaitingPayload[" + delivery.eventId() + "]";
        }
    }

    /** Set aside until a person, or the link of one of these users, releases it. */
    record Parked(Journalled delivery, String reason, Set<ProviderUser> waitsFor) implements Disposition {}

    /** Kafka did not acknowledge: again soon, and it is not the delivery's fault. */
    record NotAcknowledged(Journalled delivery) implements Disposition {}

    /** Our code broke on it: again later, a few times. */
    record Broken(Journalled delivery) implements Disposition {}
}
