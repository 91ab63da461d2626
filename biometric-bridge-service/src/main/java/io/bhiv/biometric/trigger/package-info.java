/**
 * Rules over single events. Pure.
 *
 * <p>A rule returns an explained trigger or nothing. Ids derive from the rule and the event, so a replay fires the same trigger
 * and not another one. Severity says how much attention the agent should pay, never how ill a person is.
 */
@NullMarked
package io.bhiv.biometric.trigger;

import org.jspecify.annotations.NullMarked;
