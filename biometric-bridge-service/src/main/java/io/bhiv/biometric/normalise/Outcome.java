package io.bhiv.biometric.normalise;

import com.fasterxml.jackson.annotation.JsonValue;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.kit.count.Reason;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the second half ended for one delivery. Settled in one place, {@code publish.Settlement}. */
public sealed interface Outcome {

    /**
     * There are events to publish.
     *
     * @param superseded resources of the delivery that were left out as older than what is known
     * @param unusable elements of the delivery that could not be read
     */
    record Published(int superseded, int unusable) implements Outcome {}

    /** Understood, and deliberately not published. */
    record Dropped(DropRule rule) implements Outcome {}

    /** The object itself must be fetched from the provider first. */
    record AwaitingFetch(String connectionId, String type, String objectId) implements Outcome {

        /** Without the object's id. */
        @Override
        public String toString() {
            return "AwaitingFetch[" + connectionId + ' ' + type + ']';
        }
    }

    /** The payload must be fetched from an address first; the address is not to be trusted. */
    record AwaitingPayload(String url, @Nullable Duration expiresIn) implements Outcome {

        /** Without the address: it carries a signature. */
        @Override
        public String toString() {
            return "AwaitingPayload[expiresIn=" + expiresIn + ']';
        }
    }

    /** The payload that it pointed at is journalled as a delivery of its own. */
    record PayloadStored() implements Outcome {}

    /**
     * Kept until something frees it.
     *
     * @param waitsFor the user whose link frees it; null where only an operator can
     */
    record Parked(ParkReason reason, @Nullable ProviderUser waitsFor) implements Outcome {}

    /**
     * Not its fault, and to be tried again.
     *
     * @param counted whether this was an attempt
     */
    record Retried(Duration pause, boolean counted) implements Outcome {}

    /** Our code failed on it: retried a few times, then parked. */
    record Failed() implements Outcome {}

    /** Why a delivery, or a record in it, is not published. */
    enum DropRule implements Reason {
        /** A message about the provider's own operation. */
        CONTROL,
        /** A type that is not known yet. */
        UNKNOWN_TYPE,
        /** No data, or none that is a measurement. */
        NO_MEASUREMENT,
        /** It concerns an id that has been replaced. */
        REPLACED_USER,
        /** An error of a connection that the person has revoked. */
        REVOKED_CONNECTION,
        /** It is older than what is known. */
        SUPERSEDED,
        /**
         * Somebody unknown, or whose connection was revoked, did not connect for as long as such deliveries wait; or it was measured before
         * the account was connected for the person for whom it is.
         */
        NOT_CONNECTED,
        /** One unreadable record beside readable ones. */
        UNREADABLE_RECORD;

        @Override
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
