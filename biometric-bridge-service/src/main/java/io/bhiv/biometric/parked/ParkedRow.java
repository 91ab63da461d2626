package io.bhiv.biometric.parked;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code biometric.parked} as an operator edits it. The link waited for names a user and is not mapped. */
@Entity
@Table(schema = "biometric", name = "parked")
class ParkedRow {

    @Id
    @Column(name = "event_id")
    UUID eventId;

    @Column(name = "received_at", updatable = false)
    Instant receivedAt;

    @Column(updatable = false)
    String provider;

    @Column(updatable = false)
    String reason;

    @Column(name = "parked_at", updatable = false)
    Instant parkedAt;

    @Column(name = "discarded_at")
    @Nullable
    Instant discardedAt;

    ParkedDelivery delivery() {
        return new ParkedDelivery(eventId, provider, reason, receivedAt, parkedAt, discardedAt);
    }
}
