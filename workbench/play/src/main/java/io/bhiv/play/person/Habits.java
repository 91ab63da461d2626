package io.bhiv.play.person;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * How a person lives.
 *
 * @param bedtime before or after midnight
 * @param workouts how many of ten days have one
 */
public record Habits(ZoneId zone, LocalTime bedtime, Duration timeInBed, int workouts) {}
