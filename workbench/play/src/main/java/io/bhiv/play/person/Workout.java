package io.bhiv.play.person;

import java.time.OffsetDateTime;

/** A workout: kilocalories, metres, beats a minute. */
public record Workout(
        String sport,
        OffsetDateTime start,
        OffsetDateTime end,
        double calories,
        double distance,
        int averageHeartRate) {}
