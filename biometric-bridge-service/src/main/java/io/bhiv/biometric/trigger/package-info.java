/**
 * Rules over single events. Pure.
 *
 * <p>A rule returns an explained trigger or nothing. Ids derive from the rule, the person, the fact and the severity, so that neither a
 * replay nor a correction that changes nothing fires another one. Severity is how much attention the agent should pay, never how ill a person is.
 */
@NullMarked
package io.bhiv.biometric.trigger;

import org.jspecify.annotations.NullMarked;
