/**
 * Counts how every event of an intake ends, so that nothing ends uncounted.
 *
 * <p>Each intake has one {@link io.bhiv.kit.count.IntakeCounters}. What it counts adds up: {@code received = refused +
 * duplicate + stored}, and {@code stored = published + dropped_by_rule + dead + parked - released + pending}. The metric is
 * {@code bridge.events} with the labels {@code intake}, {@code outcome} and {@code reason}; all label values come
 * from enums.
 */
@NullMarked
package io.bhiv.kit.count;

import org.jspecify.annotations.NullMarked;
