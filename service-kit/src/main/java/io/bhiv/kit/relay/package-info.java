/**
 * What happens after a commit. {@link io.bhiv.kit.relay.Relay} is the one answer to "committed, go on": the journal offers the
 * rows that it has just committed, and the relay drives them through the service's second half in batches, on one lane, with a
 * limit in flight. What does not fit, what failed and what another process left behind comes back from the sweeper, which
 * claims due rows and offers them to the same relay. The queue is an optimisation; the journal is the truth.
 */
@NullMarked
package io.bhiv.kit.relay;

import org.jspecify.annotations.NullMarked;
