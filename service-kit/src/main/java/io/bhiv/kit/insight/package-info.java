/**
 * What the service reports to the InsightFlow page about itself. {@link io.bhiv.kit.insight.InsightReporter} reads the counters, gauges,
 * heartbeats and breakers that exist anyway, once a second, and sends what changed as one record to {@code insight-flow}; the
 * hot path is not touched. What is rare is sent as an event of its own, some of it found by comparing one second with the next,
 * the rest offered to {@link io.bhiv.kit.insight.InsightEvents}.
 *
 * <p>Reports may be lost and never hold up anything: the producer is the reporter's own, waits for nothing, and drops with a
 * count. What must be exact comes from tables ({@link io.bhiv.kit.insight.Tallies}).
 */
@NullMarked
package io.bhiv.kit.insight;

import org.jspecify.annotations.NullMarked;
