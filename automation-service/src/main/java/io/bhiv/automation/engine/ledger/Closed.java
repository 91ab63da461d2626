package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.plan.HealthChange.Notice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger made of a closing.
 *
 * @param entry the row after the closing; null when it was refused because another replica holds the run
 * @param notice whether the end made its job fail or recover
 * @param paused whether the end paused its job
 */
public record Closed(@Nullable Entry entry, Optional<Notice> notice, boolean paused) {

    public static final Closed REFUSED = new Closed(null, Optional.empty(), false);
}
