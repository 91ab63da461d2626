package io.bhiv.automation.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.ledger.RunState;
import java.time.Instant;
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

    /**
     * What became of one action of a run.
     *
     * @param at when its last attempt ended
     * @param details what the other side answered; JSON null where nothing
     * @param error why it failed; null when it succeeded
     */
    public record ActionReport(
            String type,
            Instant at,
            boolean success,
            int attempts,
            JsonNode details,
            @Nullable String error) {}
}
