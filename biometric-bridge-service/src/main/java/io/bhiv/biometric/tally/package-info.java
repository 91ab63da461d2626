/**
 * The rows that the tally is compared with. The tally itself ({@code event_tally_delta}) is written by the statements of the
 * journal, the settlement, the fetch, the replay and the parked deliveries, each in the transaction that does what it counts.
 */
@NullMarked
package io.bhiv.biometric.tally;

import org.jspecify.annotations.NullMarked;
