package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Instant;

/**
 * The permission to run one due time, until its lease ends.
 *
 * @param epoch the fence: the ledger accepts the end of this run only from the holder of the newest epoch
 * @param startedAt by the ledger's clock
 */
public record Claim(RunKey key, int epoch, Occasion.Kind kind, Instant startedAt) {}
