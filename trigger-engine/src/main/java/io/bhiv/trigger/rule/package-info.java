/**
 * The rules: what each sees in a night, and what fires.
 *
 * <p>A rule gets {@link io.bhiv.trigger.rule.NightView} and the {@link io.bhiv.trigger.rule.RuleMemory} of the person, and answers with
 * a {@link io.bhiv.trigger.rule.Firing} or nothing. "Two nights" are this night and the calendar night before. No personal rule of a
 * single metric yields CRITICAL. Whether anybody is notified is not decided here.
 */
@NullMarked
package io.bhiv.trigger.rule;

import org.jspecify.annotations.NullMarked;
