/**
 * What is decided before any night is seen: the metrics, the modes, the severities and every number of the rules.
 *
 * <p>{@link io.bhiv.trigger.parameters.Parameters#DEFAULTS} is what the rules were validated with. A trigger carries the
 * {@linkplain io.bhiv.trigger.parameters.Parameters#hash() hash} of the parameters it was made with.
 */
@NullMarked
package io.bhiv.trigger.parameters;

import org.jspecify.annotations.NullMarked;
