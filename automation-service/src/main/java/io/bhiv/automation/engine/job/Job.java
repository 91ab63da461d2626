package io.bhiv.automation.engine.job;

import java.util.List;

/**
 * One job of the file.
 *
 * @param name unique in the file, 1 to 100 characters; the first half of every ledger key, so renaming starts a new history
 * @param enabled a disabled job is kept, shown and validated, and never due
 * @param actions run in this order; the first that fails ends the run
 * @param onFailure run once when the job starts to fail
 * @param onRecovery run once when it succeeds again
 */
public record Job(
        String name,
        boolean enabled,
        Trigger trigger,
        List<ActionSpec> actions,
        Policies policies,
        List<ActionSpec> onFailure,
        List<ActionSpec> onRecovery) {

    public Job {
        actions = List.copyOf(actions);
        onFailure = List.copyOf(onFailure);
        onRecovery = List.copyOf(onRecovery);
    }

    public Job with(Trigger other) {
        return new Job(name, enabled, other, actions, policies, onFailure, onRecovery);
    }
}
