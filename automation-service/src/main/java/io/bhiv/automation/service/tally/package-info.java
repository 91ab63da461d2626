/**
 * The rows that the tally is compared with. The tally itself ({@code event_tally_delta}) is written by the statements of the ledger that
 * record, claim and end runs, each in the transaction that does what it counts.
 */
@NullMarked
package io.bhiv.automation.service.tally;

import org.jspecify.annotations.NullMarked;
