/**
 * Figures and health of the round trip, read from the tally in the database: the same on every replica and after a restart.
 */
@NullMarked
package io.bhiv.core.status;

import org.jspecify.annotations.NullMarked;
