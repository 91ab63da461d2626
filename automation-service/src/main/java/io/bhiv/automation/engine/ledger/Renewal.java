package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.plan.RunKey;
import java.util.Set;

/**
 * The answer to a renewal of leases.
 *
 * @param held still ours
 * @param cancel still ours, and asked to stop
 */
public record Renewal(Set<RunKey> held, Set<RunKey> cancel) {}
