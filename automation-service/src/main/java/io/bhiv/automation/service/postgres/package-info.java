/**
 * The ledger of any number of replicas, in PostgreSQL. The database's clock decides what is due, a claim is a lease by that clock,
 * and every statement handles a whole set. What is decided is decided by {@code engine.plan}, the same as for every ledger.
 */
@NullMarked
package io.bhiv.automation.service.postgres;

import org.jspecify.annotations.NullMarked;
