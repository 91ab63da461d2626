package io.bhiv.insight.evaluate;

import java.time.Instant;

/**
 * One reason why the verdict is not OK.
 *
 * @param key stable while the cause lasts, so that its beginning can be kept
 * @param sentence for a person who was just woken
 * @param since when it began, as far as is known
 * @param runbook heading of the runbook's entry
 */
public record Cause(String key, Health health, String sentence, Instant since, String runbook) {}
