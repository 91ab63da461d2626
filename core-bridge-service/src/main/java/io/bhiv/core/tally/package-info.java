/**
 * The rows that the tally of updates is compared with. The tally itself ({@code event_tally_delta}) is written by the statements that
 * accept, sync, park and replay updates, each in the transaction that does what it counts. It is by the minute of receipt, and so adds up;
 * {@code core.tally} is by the minute in which something happened, and holds the figures of the status.
 */
@NullMarked
package io.bhiv.core.tally;

import org.jspecify.annotations.NullMarked;
