/** A stand-in for the Karma Tracker: takes note of actions, each idempotency key once, and can be asked what it noted. */
@NullMarked
package io.bhiv.stack.simulator.karma;

import org.jspecify.annotations.NullMarked;
