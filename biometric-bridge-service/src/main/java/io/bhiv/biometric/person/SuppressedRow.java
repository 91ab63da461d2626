package io.bhiv.biometric.person;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;

/** A row of {@code biometric.suppressed_firing} as an operator reads it. */
@Entity
@Table(schema = "biometric", name = "suppressed_firing")
class SuppressedRow {

    /** A night is evaluated once, and each rule fires once in it. */
    @Embeddable
    record Id(
            @Column(name = "subject_id") String subjectId,
            @Column(name = "night") LocalDate night,
            @Column(name = "rule") String rule) {}

    @EmbeddedId
    Id id;

    @Column(updatable = false)
    String severity;

    @Column(updatable = false)
    String reason;

    @Column(name = "opened_on", updatable = false)
    LocalDate openedOn;

    @Column(updatable = false)
    String explanation;

    @Column(name = "evaluated_at", updatable = false)
    Instant evaluatedAt;

    SuppressedFiring firing() {
        return new SuppressedFiring(
                id.subjectId(), id.night(), id.rule(), severity, reason, openedOn, explanation, evaluatedAt);
    }
}
