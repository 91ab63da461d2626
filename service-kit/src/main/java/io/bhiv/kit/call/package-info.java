/**
 * The guard around what a service calls: a circuit breaker and a time limit that ends the call.
 *
 * <p>Published behaviour: five failures in a row open the breaker, 60 s later one trial is let through, its success closes it
 * and its failure opens it again. A call that an open breaker stopped fails with {@link io.bhiv.kit.call.CallNotPermitted}; it
 * was not made, so it counts neither as an attempt nor as a failure. The state machine is SmallRye Fault Tolerance's; it
 * stands in front of what is called, never in front of intake.
 */
@NullMarked
package io.bhiv.kit.call;

import org.jspecify.annotations.NullMarked;
