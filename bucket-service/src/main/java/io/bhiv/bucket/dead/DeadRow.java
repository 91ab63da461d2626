package io.bhiv.bucket.dead;

import io.bhiv.bucket.dead.DeadStore.DeadPacket;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;

/** A row of {@code bucket.packet_dead} as people read it. */
@Entity
@Immutable
@Table(schema = "bucket", name = "packet_dead")
class DeadRow {

    @Id
    long seq;

    @Column(name = "packet_id")
    String packetId;

    @Column
    String subject;

    @Column(name = "received_at")
    Instant receivedAt;

    @Column(name = "died_at")
    Instant diedAt;

    @Column
    short attempts;

    @Column
    String[] reasons;

    DeadPacket packet() {
        return new DeadPacket(seq, packetId, subject, receivedAt, diedAt, attempts, List.of(reasons));
    }
}
