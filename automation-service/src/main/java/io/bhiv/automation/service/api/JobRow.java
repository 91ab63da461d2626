package io.bhiv.automation.service.api;

import io.bhiv.automation.engine.plan.JobState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code automation.job} as people read it, and whose pause they edit. Everything else is written by the ledger. */
@Entity
@Table(schema = "automation", name = "job")
class JobRow {

    @Id
    @Column
    String name;

    @Column(name = "evaluated_to")
    Instant evaluatedTo;

    @Column
    int failures;

    @Column
    boolean failing;

    @Column
    @Nullable
    String paused;

    JobState state() {
        return new JobState(evaluatedTo, failures, failing, Optional.ofNullable(paused));
    }
}
