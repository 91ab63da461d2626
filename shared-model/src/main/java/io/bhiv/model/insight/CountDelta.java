package io.bhiv.model.insight;

/**
 * What one series of {@code bridge.events} grew by.
 *
 * @param reason empty for an outcome without reasons
 * @param delta never 0
 */
public record CountDelta(String intake, String outcome, String reason, long delta) {}
