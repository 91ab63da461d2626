package io.bhiv.play.person;

/**
 * What is usual for a person at night.
 *
 * @param rmssd ms
 * @param restingHeartRate beats a minute
 * @param respiratoryRate breaths a minute
 * @param spo2 percent
 * @param skinTemperature degrees Celsius
 */
public record Baseline(
        double rmssd, double restingHeartRate, double respiratoryRate, double spo2, double skinTemperature) {}
