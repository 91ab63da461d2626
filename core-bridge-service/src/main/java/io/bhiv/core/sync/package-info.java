/**
 * Ends the round trip: an update the bucket stored leaves the pending list, and the tally changes in the same statement.
 */
@NullMarked
package io.bhiv.core.sync;

import org.jspecify.annotations.NullMarked;
