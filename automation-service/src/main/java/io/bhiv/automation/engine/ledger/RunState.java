package io.bhiv.automation.engine.ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import io.bhiv.automation.engine.plan.HealthChange.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The state of a due time. All but the first three are ends; an end never changes, except that unknown may become known. */
public enum RunState {
    /** Recorded, not claimed yet. */
    DUE,
    /** Due, behind a run of the same job that is still running. */
    WAITING,
    /** Claimed by a replica for the length of its lease. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** Not run, because of the overlap policy, a pause, or the job's removal. */
    SKIPPED,
    /** Not run, because it was found too late for the misfire policy. */
    MISSED,
    /** Stopped while it ran: replaced by a newer one, or by an operator. */
    CANCELLED,
    /** Its replica died during the run; how far it came is not known. */
    UNKNOWN;

    public boolean isEnd() {
        return this != DUE && this != WAITING && this != RUNNING;
    }

    /** What this end means for the health of its job. */
    public Verdict verdict() {
        return switch (this) {
            case SUCCEEDED -> Verdict.GOOD;
            case FAILED, UNKNOWN -> Verdict.BAD;
            case DUE, WAITING, RUNNING, SKIPPED, MISSED, CANCELLED -> Verdict.NEITHER;
        };
    }

    /** The name used in the database, the API and the reports. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for one that only a newer version knows: its replicas may use the same ledger. */
    public static Optional<RunState> ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(state -> state.wireName().equals(wireName))
                .findFirst();
    }
}
