package io.bhiv.biometric.normalise;

import io.bhiv.model.biometric.Operation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the normalising of one delivery ended. */
public sealed interface Outcome {

    /**
     * There is something to publish.
     *
     * @param superseded resources of the delivery that were left out as older than what is known
     * @param unusable elements of the delivery that could not be read
     */
    record Events(int superseded, int unusable) implements Outcome {}

    /** The object itself must be fetched from the provider first. */
    record AwaitingFetch(
            String connectionId,
            String type,
            String objectId,
            Operation operation,
            @Nullable Instant occurredAt) implements Outcome {}

    /** The payload must be fetched from an address first; the address is not to be trusted. */
    record AwaitingPayload(String url, @Nullable Duration expiresIn) implements Outcome {

        /** Without the address: it carries a signature. */
        @Override
        public String toString() {
            return "AwaitingPayload[expiresIn=" + expiresIn + ']';
        }
    }

    /** Kept for a person or a later event to release; publishes nothing. */
    record Parked(ParkReason reason) implements Outcome {}

    /** Everything in it is older than what is known. Counted, publishes nothing. */
    record Superseded() implements Outcome {}

    /** Understood, and there is nothing to say. */
    record Nothing(Silence why) implements Outcome {}

    /** Why a delivery waits. */
    enum ParkReason {
        NOT_JSON,
        WRONG_SHAPE,
        TOO_MANY_RECORDS,
        RETIRED_VERSION,
        NO_USER,
        UNKNOWN_USER,
        REVOKED_CONNECTION,
        UNSUPPORTED_PROVIDER
    }

    /** Why there is nothing to say. */
    enum Silence {
        /** The provider speaks about its own workings. */
        CONTROL,
        /** A type that is not known yet. */
        UNKNOWN_TYPE,
        /** No data, or none that is a measurement. */
        NO_MEASUREMENT,
        /** It concerns an id that has been replaced. */
        REPLACED_USER
    }
}
