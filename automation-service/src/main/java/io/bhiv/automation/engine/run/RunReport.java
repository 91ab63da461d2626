package io.bhiv.automation.engine.run;

import io.bhiv.automation.engine.ledger.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param state succeeded, failed, cancelled, skipped when its job is gone, or due again when it was handed back
 * @param actions those that were started, in order
 */
public record RunReport(RunState state, @Nullable String reason, List<ActionReport> actions) {

    public RunReport {
        actions = List.copyOf(actions);
    }

    public int attempts() {
        return actions.stream().mapToInt(ActionReport::attempts).sum();
    }
}
