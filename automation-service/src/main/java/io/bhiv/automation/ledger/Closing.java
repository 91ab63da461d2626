package io.bhiv.automation.ledger;

import io.bhiv.automation.plan.RunKey;
import org.jspecify.annotations.Nullable;

/** The end of a run, as its holder wants it recorded. */
public record Closing(
        RunKey key, int epoch, RunState state, @Nullable String reason, int attempts) {}
