package io.bhiv.automation.engine.job;

/**
 * One action as the file states it.
 *
 * @param settings the action's JSON object without {@code type}, already checked against the action's shape; references to
 *     secrets are still references
 */
public record ActionSpec(String type, Settings settings) {}
