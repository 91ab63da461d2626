/**
 * What somebody asked to be told: rules over single events. Pure.
 *
 * <p>A rule answers with an explained trigger or with nothing. Ids derive from the rule and the event, so a replay fires the same trigger
 * and not another one. Severity says how much attention the agent should pay, never how ill a person is.
 */
@NullMarked
package io.bhiv.biometric.trigger;

import org.jspecify.annotations.NullMarked;
