/** Figures and health of the round trip, from the tally in the database: the same on every replica and after a restart. */
@NullMarked
package io.bhiv.core.status;

import org.jspecify.annotations.NullMarked;
