package io.bhiv.automation.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
