/**
 * One normalised fact about one person: {@link io.bhiv.model.biometric.BiometricEvent} and its parts.
 *
 * <p>The JSON shape is {@code biometric-event.schema.json} beside this package; an absent field and a null one mean the same. A missing
 * value is never 0: the value status gives the reason. Records that hold values or a provider's user id print without them.
 */
@NullMarked
package io.bhiv.model.biometric;

import org.jspecify.annotations.NullMarked;
