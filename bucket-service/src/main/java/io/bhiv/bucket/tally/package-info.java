/**
 * The rows that the tally is compared with. The tally itself ({@code event_tally_delta}) is written by the statements that store, settle,
 * expire and redrive packets, each in the transaction that does what it counts.
 */
@NullMarked
package io.bhiv.bucket.tally;

import org.jspecify.annotations.NullMarked;
