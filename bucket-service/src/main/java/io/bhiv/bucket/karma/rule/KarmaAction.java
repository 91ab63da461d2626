package io.bhiv.bucket.karma.rule;

/**
 * What the Karma Tracker is told.
 *
 * @param intensity how much of it, 0–10
 */
public record KarmaAction(String action, double intensity) {}
