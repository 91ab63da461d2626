package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.plan.RunKey;
import org.jspecify.annotations.Nullable;

/** The end of a run, as its holder wants it recorded. */
public record Closing(
        RunKey key, int epoch, RunState state, @Nullable String reason, int attempts) {}
