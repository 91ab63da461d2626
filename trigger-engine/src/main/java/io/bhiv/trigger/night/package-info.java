/**
 * What arrives, and when a night is over.
 *
 * <p>Values arrive late, twice and in any order; an {@link io.bhiv.trigger.night.OpenNight} keeps one per metric until the night
 * closes. It closes six hours after its first value, or as soon as everything is in that this person's devices usually bring. A value
 * for a night that is closed already corrects the baseline and is never evaluated.
 */
@NullMarked
package io.bhiv.trigger.night;

import org.jspecify.annotations.NullMarked;
