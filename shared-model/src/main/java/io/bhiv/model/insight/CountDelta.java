package io.bhiv.model.insight;

/**
 * What one series of {@code bridge.events} grew by, or the same of a part of an intake, which is no metric.
 *
 * @param intake of a part: the intake, {@code /} and the part, {@code core-updates/finance}; the intake's own counts contain it
 * @param reason empty for an outcome without reasons
 * @param delta never 0
 */
public record CountDelta(String intake, String outcome, String reason, long delta) {}
