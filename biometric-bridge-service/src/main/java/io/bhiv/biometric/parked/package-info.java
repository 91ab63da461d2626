/**
 * Deliveries that cannot be processed now, each with its reason and with what frees it: the activation of a link, or an operator's
 * replay.
 */
@NullMarked
package io.bhiv.biometric.parked;

import org.jspecify.annotations.NullMarked;
