/**
 * The ledger: a row unique on (job, due time) is the only permission to run, and each row ends as exactly one thing.
 *
 * <p>Two stores keep the same contract: PostgreSQL for any number of replicas, where the database's clock decides and a
 * claim is a lease; and, for a single process without a database, a book in memory
 * that is written to a locked file in every turn. What is decided (overlap, aftermath) is
 * decided by {@code plan}, the same for both.
 */
@NullMarked
package io.bhiv.automation.engine.ledger;

import org.jspecify.annotations.NullMarked;
