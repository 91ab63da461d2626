package io.bhiv.play.person;

import java.time.OffsetDateTime;

/** Some minutes of meditation: ms and beats a minute while they last. */
public record Session(OffsetDateTime start, OffsetDateTime end, double rmssd, double heartRate) {}
