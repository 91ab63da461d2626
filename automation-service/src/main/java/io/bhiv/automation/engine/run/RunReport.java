package io.bhiv.automation.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
     * @param details what the other side answered, as JSON text: a tree takes many times its memory until the run has ended
     * @param error why it failed; null when it succeeded
     */
    public record ActionReport(
            String type,
            Instant at,
            boolean success,
            int attempts,
            String details,
            @Nullable String error) {

        private static final ObjectMapper JSON = new ObjectMapper();

        /** JSON text for details that are left out. */
        static final String LEFT_OUT = "\"…\"";

        /** About what its texts take in memory. */
        public int bytes() {
            return 100 + 2 * (details.length() + String.valueOf(error).length());
        }

        public JsonNode detailsAsTree() {
            try {
                return JSON.readTree(details);
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("the details of an action are JSON", impossible);
            }
        }

        ActionReport withoutDetails() {
            return new ActionReport(type, at, success, attempts, LEFT_OUT, error);
        }
    }
}
