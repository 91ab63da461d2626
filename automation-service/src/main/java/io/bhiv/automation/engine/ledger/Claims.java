package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.plan.RunKey;
import java.util.List;

/**
 * What one look for due runs brought.
 *
 * @param started to be run by the caller
 * @param skipped ended without a run, to be reported by the caller
 * @param cancel runs that were asked to stop; their holder sees it at its next renewal
 * @param more whether further due runs were left lying
 */
public record Claims(List<Claim> started, List<Entry> skipped, List<RunKey> cancel, boolean more) {

    public static final Claims NONE = new Claims(List.of(), List.of(), List.of(), false);

    /** Whether any run started or ended. */
    public boolean foundAny() {
        return !started.isEmpty() || !skipped.isEmpty();
    }
}
