package io.bhiv.play.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * The content of a webhook.
 *
 * @param type the provider's kind of event, as its sample is named
 * @param user any name; the same name is always the same person
 * @param record which night, workout or object; the same on a correction
 * @param delivery the provider's id of this delivery; the same on a retry
 * @param version when the provider emitted this version; orders corrections
 * @param rmssd RMSSD in ms to put where the type has one; empty keeps the sample's
 */
public record Content(String type, String user, UUID record, UUID delivery, Instant version, OptionalDouble rmssd) {

    /** A new record, delivered for the first time. */
    public static Content first(String type, String user, Instant now, OptionalDouble rmssd) {
        return new Content(type, user, UUID.randomUUID(), UUID.randomUUID(), now, rmssd);
    }

    /** The same record in a newer version, in a delivery of its own. */
    public Content corrected(Instant newVersion, OptionalDouble newRmssd) {
        return new Content(type, user, record, UUID.randomUUID(), newVersion, newRmssd);
    }

    /** A provider's id of the person, derived from the name. */
    UUID userId() {
        return UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8));
    }
}
