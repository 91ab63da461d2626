package io.bhiv.automation.service.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.automation.engine.ledger.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of the ledger. */
public record RunView(
        String job,
        @JsonProperty("due_at") Instant dueAt,
        String occasion,
        String state,
        @Nullable String reason,
        @Nullable String replica,
        int attempts,
        @JsonProperty("recorded_at") Instant recordedAt,
        @JsonProperty("started_at") @Nullable Instant startedAt,
        @JsonProperty("ended_at") @Nullable Instant endedAt) {

    static RunView of(Entry entry) {
        return new RunView(
                entry.key().job(),
                entry.key().dueAt(),
                entry.kind().wireName(),
                entry.state().wireName(),
                entry.reason(),
                entry.replica(),
                entry.attempts(),
                entry.recordedAt(),
                entry.startedAt(),
                entry.endedAt());
    }
}
