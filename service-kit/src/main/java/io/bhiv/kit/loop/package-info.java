/**
 * Work that repeats for as long as the service lives, and cannot end: hot loops ({@link io.bhiv.kit.loop.BackgroundLoops}) and
 * jobs of the scheduler ({@link io.bhiv.kit.loop.Housekeeping}). Each turn has a time limit that cancels it; a failure is
 * retried after a pause. {@link io.bhiv.kit.loop.Heartbeats} shows all of them in health and metrics, those of Kafka intakes too.
 */
@NullMarked
package io.bhiv.kit.loop;

import org.jspecify.annotations.NullMarked;
