/**
 * Durable before 2xx: a group commit writes the day-partitioned journal, the pending list, idempotency keys and the tally in one
 * statement with one fsync.
 */
@NullMarked
package io.bhiv.core.journal;

import org.jspecify.annotations.NullMarked;
