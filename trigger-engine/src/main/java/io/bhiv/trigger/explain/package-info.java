/**
 * A trigger as it is handed on: what fired, the numbers it fired on, and a sentence made of these numbers alone.
 *
 * <p>Wellness information, never a diagnosis: no text names a disease, and every trigger carries the disclaimer. The id is a hash of
 * person, rule, episode, severity and engine, so that the same night evaluated again is the same trigger.
 */
@NullMarked
package io.bhiv.trigger.explain;

import org.jspecify.annotations.NullMarked;
