/**
 * What an agent acts on: a {@link io.bhiv.model.trigger.HealthTrigger} names the rule that fired and the numbers it fired on.
 *
 * <p>Wellness information, never a diagnosis. The JSON is snake_case.
 */
@NullMarked
package io.bhiv.model.trigger;

import org.jspecify.annotations.NullMarked;
