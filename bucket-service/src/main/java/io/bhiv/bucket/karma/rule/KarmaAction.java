package io.bhiv.bucket.karma.rule;

/**
 * An action to log with the Karma Tracker.
 *
 * @param intensity how much of it, 0–10
 */
public record KarmaAction(String action, double intensity) {}
