/**
 * Oura and WHOOP without Oura and WHOOP. {@code oura} and {@code whoop} are the two simulators; each runs on a port of its own, on any
 * {@link java.time.Clock}, with the people of {@code io.bhiv.play}. They behave as the providers document, errors and quotas included, and
 * take faults by switch.
 */
@NullMarked
package io.bhiv.simulator;

import org.jspecify.annotations.NullMarked;
