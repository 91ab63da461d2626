/**
 * The claims that this process holds: from the claim of a run until the ledger has recorded its end. Leases are renewed while
 * a run is under way, a lost lease stops its run, and the runs of dead replicas are taken over.
 */
@NullMarked
package io.bhiv.automation.engine.lease;

import org.jspecify.annotations.NullMarked;
