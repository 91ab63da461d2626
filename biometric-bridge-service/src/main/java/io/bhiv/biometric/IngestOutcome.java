package io.bhiv.biometric;

import io.bhiv.biometric.verify.Verification;
import java.util.UUID;

/** How intake ended for one delivery. HTTP statuses and metrics are derived from it. */
public sealed interface IngestOutcome {

    /** Stored and new. {@code revision} counts the contents that came under the same identity, from 1. */
    record Accepted(UUID eventId, int revision) implements IngestOutcome {}

    /** The identical delivery is stored already, under this id. */
    record Duplicate(UUID eventId) implements IngestOutcome {}

    /** Not trusted, not stored. */
    record Refused(Verification.Reason reason) implements IngestOutcome {}
}
