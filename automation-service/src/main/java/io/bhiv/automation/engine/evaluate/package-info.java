/**
 * Which due times lie between two instants, and which of those that came too late are still run. Pure: the same trigger,
 * cursor and instant give the same occurrences on every replica, which is why replicas need not talk to each other.
 */
@NullMarked
package io.bhiv.automation.engine.evaluate;

import org.jspecify.annotations.NullMarked;
