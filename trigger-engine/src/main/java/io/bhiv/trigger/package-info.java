/**
 * Triggers that know the person: a pure engine that is given what arrived for one person and answers what fired.
 *
 * <p>The story is {@link io.bhiv.trigger.TriggerEngine}: load the {@linkplain io.bhiv.trigger.PersonState state}, take arrivals into
 * open {@linkplain io.bhiv.trigger.night nights}, close those that are due, compare each with the person's {@linkplain
 * io.bhiv.trigger.baseline baseline}, evaluate the {@linkplain io.bhiv.trigger.rule rules}, let {@linkplain io.bhiv.trigger.episode
 * episodes} decide who is notified, and {@linkplain io.bhiv.trigger.explain explain} it with numbers. There is no clock, no database
 * and no thread here; time and state are arguments. Wellness information, never a diagnosis.
 */
@NullMarked
package io.bhiv.trigger;

import org.jspecify.annotations.NullMarked;
