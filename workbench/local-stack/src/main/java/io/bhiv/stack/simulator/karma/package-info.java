/** A simulated Karma Tracker: counts actions, each idempotency key once, and shows its counts. */
@NullMarked
package io.bhiv.stack.simulator.karma;

import org.jspecify.annotations.NullMarked;
