package io.bhiv.core.dead;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code core.delivery} as people read it. The payload is not mapped, so that a list of thousands stays small. */
@Entity
@Immutable
@Table(schema = "core", name = "delivery")
class DeliveryRow {

    @Id
    @Column(name = "delivery_id")
    UUID id;

    @Column
    String kind;

    @Column
    String destination;

    @Column
    String state;

    @Column
    @Nullable
    String outcome;

    @Column
    short replays;

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    DeadDelivery failed() {
        return new DeadDelivery(
                id,
                kind,
                Objects.requireNonNullElse(outcome, ""),
                replays,
                Objects.requireNonNull(finishedAt, "a failed delivery has an end"));
    }
}
