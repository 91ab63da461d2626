package io.bhiv.biometric.parked;

import io.bhiv.kit.count.Reason;

/** Why a delivery is parked. */
public enum ParkReason implements Reason {
    /** Not UTF-8, not JSON, too deep, a key twice, NaN, or more than one document. */
    NOT_JSON,
    /** JSON, but not an object of the provider's shape. */
    WRONG_SHAPE,
    /** More records in one delivery than any provider sends. */
    TOO_MANY_RECORDS,
    /** More braces, brackets, keys and values than may be read at once ({@code bridge.biometric.normalise.max-tokens}). */
    TOO_MANY_TOKENS,
    /** It would become more events than may be published at once ({@code bridge.biometric.normalise.max-events}). */
    TOO_MANY_EVENTS,
    /** Ids of an interface version that the provider has retired. */
    RETIRED_VERSION,
    /** We take no webhooks from this provider. */
    UNSUPPORTED_PROVIDER,
    /** Data without a user. */
    NO_USER,
    /** No person is linked to this user; an authentication frees it. */
    UNKNOWN_USER,
    /** The user's link is revoked; an authentication frees it. */
    REVOKED_CONNECTION,
    /** The payload's address is not one that may be fetched. */
    PAYLOAD_ADDRESS_REFUSED,
    /** The server no longer has the payload. */
    PAYLOAD_EXPIRED,
    PAYLOAD_TOO_LARGE,
    /** The server of the payload failed too often. */
    PAYLOAD_UNREACHABLE,
    /** A fetched payload that points at another payload. */
    PAYLOAD_NESTED,
    /** The object that a notice named could not be found, not even an hour after the notice. */
    OBJECT_NOT_FOUND,
    /** The object was still without its score a day after the notice. */
    OBJECT_NOT_SCORED,
    /** The person did not grant this type of data, or their membership with the provider has lapsed. */
    OBJECT_DENIED,
    /** The provider offers no object of this type or with this id. */
    OBJECT_NOT_OFFERED,
    /** The provider's answer is not what it documents, or too large. */
    OBJECT_UNREADABLE,
    /** The provider failed whenever the object was asked for. */
    OBJECT_UNREACHABLE,
    /** Kafka does not take a record of this size. */
    RECORD_TOO_LARGE,
    /** Our code fails on it. */
    INTERNAL_ERROR,
    /** The process ended each time that it was processed, at last with nothing beside it. */
    CRASHED,
    /** It was open for longer than deliveries are kept; its day is kept until it is replayed or discarded. */
    OVERDUE,
    /** Its row is gone from the journal; it cannot be processed. */
    CONTENT_MISSING;

    /** Its name in the database, in JSON and in metrics. */
    @Override
    public String wireName() {
        return name();
    }
}
