/** Durable before 2xx: group commit into the day-partitioned journal, the pending list and the tally, in one statement. */
@NullMarked
package io.bhiv.core.journal;

import org.jspecify.annotations.NullMarked;
